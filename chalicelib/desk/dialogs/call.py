"""A customer wants to be called: which number, and when."""

from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import about_case
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain
from chalicelib.slack_ids import PHONE, WHEN


def build(scene: Scene) -> View:
    """The number that we know stands there already."""
    known = scene.the_case.call.phone if scene.the_case.call else scene.customer.phone if scene.customer else ""
    phone = fields.words(PHONE, plain("dialog.call.phone"), known, longest=40)
    return about_case(scene, "call", [phone, fields.moment(WHEN, plain("dialog.call.when"), optional=True)])
