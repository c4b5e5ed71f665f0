"""The tasks: what an article teaches. Each is a module of one function; `TASKS` is the whole list."""

from newswright.instruct.tasks.article import ARTICLE
from newswright.instruct.tasks.correct import CORRECT
from newswright.instruct.tasks.headline import HEADLINE
from newswright.instruct.tasks.lede import LEDE
from newswright.instruct.tasks.prefer import PREFER
from newswright.instruct.tasks.pretrain import PRETRAIN
from newswright.instruct.tasks.sentence import SENTENCE
from newswright.instruct.tasks.summary import SUMMARY
from newswright.instruct.tasks.task import Task
from newswright.instruct.tasks.teaser import FROM_TEASER

TASKS: dict[str, Task] = {
    task.name: task for task in (ARTICLE, FROM_TEASER, HEADLINE, LEDE, SUMMARY, SENTENCE, CORRECT, PRETRAIN, PREFER)
}
"""Every task by its name."""

__all__ = ["TASKS", "Task"]
