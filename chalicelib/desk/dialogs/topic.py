"""What a case is about, if it was read wrongly."""

from chalicelib.care.vocabulary import Topic
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import about_case
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain
from chalicelib.slack_ids import WORDS


def build(scene: Scene) -> View:
    """One of all topics; the one it has is chosen."""
    topics = [(str(each), plain(f"topic.{each}")) for each in Topic]
    return about_case(scene, "topic", [fields.choice(WORDS, plain("dialog.topic.words"), topics, scene.the_case.topic)])
