"""The settings of the publish stage: the `[publish]` table of `newsroom.toml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from newswright.publish.links import web_address

DISCLOSURE = (
    "These articles were written by a language model from the sources named. Each sentence was checked against its"
    " source by a program. No editor read them before publication."
)
"""What every page says of its making, unless the newsroom says it in its own words."""


class PublishOptions(BaseModel):
    """How the publication presents itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    title: str = Field(default="The Newswright Wire", min_length=1, max_length=120)
    """Name of the publication: the masthead, and the publisher in ninjs and JSON-LD."""

    disclosure: str = Field(default=DISCLOSURE, min_length=1)
    """What readers are told about how the articles were made. It stands on every page and in every Markdown and ninjs
    file, and cannot be empty."""

    base_url: str = ""
    """Web address under which the folder will be served, such as `https://news.example/today`. With it, pages name
    their canonical address and ninjs items are identified by it; "" makes a site that knows no address of its own."""

    language: str = Field(default="en", pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")
    """Language tag (BCP 47) of the pages. Articles carry their own."""

    whole_sources: bool = True
    """Show the whole stored text of an item around the passage. Off shows the passage alone, for suppliers whose terms
    do not allow their text to be shown in full."""

    making: bool = True
    """Show under each article how it was made: every version that the model offered, why it was not used, and what
    evidence was left out. Off leaves that out of the page."""

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and (not web_address(value) or "?" in value or "#" in value):
            raise ValueError("must be an http or https address without ? or #, or empty")
        return web_address(value).rstrip("/")
