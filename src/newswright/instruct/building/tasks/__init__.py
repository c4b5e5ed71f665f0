"""The tasks: what an article teaches. Each is a module of one function; `TASKS` is the whole list."""

from newswright.instruct.building.tasks.article import ARTICLE
from newswright.instruct.building.tasks.correct import CORRECT
from newswright.instruct.building.tasks.headline import HEADLINE
from newswright.instruct.building.tasks.lede import LEDE
from newswright.instruct.building.tasks.prefer import PREFER
from newswright.instruct.building.tasks.pretrain import PRETRAIN
from newswright.instruct.building.tasks.rewrite import REWRITE
from newswright.instruct.building.tasks.sentence import SENTENCE
from newswright.instruct.building.tasks.shorten import SHORTEN
from newswright.instruct.building.tasks.summary import SUMMARY
from newswright.instruct.building.tasks.task import Task
from newswright.instruct.building.tasks.teaser import FROM_TEASER

TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        ARTICLE,
        FROM_TEASER,
        HEADLINE,
        LEDE,
        SUMMARY,
        SENTENCE,
        REWRITE,
        SHORTEN,
        CORRECT,
        PRETRAIN,
        PREFER,
    )
}
"""Every task by its name."""

__all__ = ["TASKS", "Task"]
