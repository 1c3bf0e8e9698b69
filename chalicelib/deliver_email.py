"""E-mail's side of delivery: the parts, the words, the MIME, SES."""

from dataclasses import replace

from chalicelib import links
from chalicelib.care.attachments import MOST_BYTES, id_of, unpacked
from chalicelib.care.week_ended import DIGEST
from chalicelib.channels import email
from chalicelib.config import settings
from chalicelib.deliver import Job, before_sending
from chalicelib.errors import PermanentError, RenderError, UnknownTemplateError
from chalicelib.mail_parts import Scene, Signer, mail_context
from chalicelib.rendering.render import render_mail
from chalicelib.secrets import keys, secret


def send(job: Job) -> str:
    """Write the mail in the customer's language from the snapshots as they are now, and hand it to SES."""
    if job.row.kind == DIGEST:
        # The one mail that goes to the shop's own people; what reads numbers is loaded for it alone.
        from chalicelib import deliver_digest

        return deliver_digest.send(job)
    scene = Scene(job.row, job.world, job.policy)
    signer = Signer(before_sending(keys).link, settings().base_url)
    context = mail_context(scene, signer, job.now)
    try:
        rendered = render_mail(job.row.kind, _language(scene), context)
    except (RenderError, UnknownTemplateError) as error:
        raise PermanentError(str(error)) from error
    params = job.row.params
    rendered = replace(rendered, subject=params["title"]) if params.get("title") else rendered
    to = (params.get("to") if params.get("via") == "email" else "") or scene.customer.email
    answers = email.Answered(params.get("item", ""), params["subject"]) if "subject" in params else None
    mail = email.build(
        job.row, rendered, job.policy.shop, to=to, answers=answers, to_name=scene.customer.name,
        signed_by=context["signature"].name, reply_token=_reply_token(scene, signer),
        unsubscribe_url=context["links"].unsubscribe_url or "", files=_files(job),
    )  # fmt: skip
    return email.send(job.row, mail, job.policy.shop, to, settings().ses_configuration_set).provider_id


def _files(job: Job) -> list[email.File]:
    """What an agent sends along, from Slack, whole or not at all."""
    files = unpacked(job.row.params.get("files", ""))
    if not files:
        return []
    # Few mails have any; Slack's client is read in for them alone.
    from chalicelib.channels import slack_downloads

    token = str(before_sending(lambda: secret(job.row.shop, "slack")).get("bot_token", ""))
    found, left = [], MOST_BYTES
    for file in files:
        content = slack_downloads.content(id_of(file), left, token, settings().slack_api_url)
        found.append(email.File(file.name, file.type, content))
        left -= len(content)
    return found


def _language(scene: Scene) -> str:
    """The customer's; a mail that an agent begins is in the one they wrote it in."""
    chosen = scene.case.language if scene.case and scene.row.kind == "agent_mail" else ""
    return chosen or scene.customer.language


def recover(job: Job) -> None:  # noqa: ARG001 - the same for every row
    """After the claim's quarter of an hour: had SES taken the mail, its send event would have settled the row."""
    return


def _reply_token(scene: Scene, signer: Signer) -> str:
    """Leads a reply back to what the mail was about: its case, else its order."""
    about = scene.case or scene.order
    return links.sign_short(signer.keys, scene.row.shop, about.ref if about else scene.row.about)
