"""The week's digest by mail, to those whom the policy names: the same words as in Slack, as a mail that reads well."""

from html import unescape

from chalicelib.channels import email
from chalicelib.config import settings
from chalicelib.deliver import Job, before_sending
from chalicelib.desk import digest
from chalicelib.desk.words import plain
from chalicelib.errors import PermanentError, RenderError
from chalicelib.overview import week_of
from chalicelib.rendering.render import Rendered, render_team


def send(job: Job) -> str:
    """Write it and hand it to SES. PermanentError if the policy names this reader no more."""
    readers, number = job.policy.digest.mail_to, int(job.row.to.partition(":")[2])
    if number >= len(readers):
        raise PermanentError(f"digest.mail_to has {len(readers)} addresses: nobody to write to")
    shop, to = job.policy.shop, readers[number]
    mail = email.build(job.row, written(job), shop, to=to)
    return email.send(job.row, mail, shop, to, settings().ses_configuration_set).provider_id


def written(job: Job) -> Rendered:
    """The mail's words. PermanentError says what is wrong with its template."""
    report = before_sending(lambda: week_of(job.services.store, job.row.shop, job.policy, job.row.params["monday"]))
    subject = plain(
        "digest.subject", shop=job.policy.shop.name, first=f"{report.first:%-d %b}", last=f"{report.last:%-d %b}"
    )
    parts = [(part.heading, [_bare(line) for line in part.lines]) for part in digest.parts(report, job.world)]
    how = plain("digest.how")
    try:
        html = render_team("digest", {"subject": subject, "parts": parts, "how": how, "shop": job.policy.shop.name})
    except RenderError as error:
        raise PermanentError(str(error)) from error
    text = "\n\n".join(
        [subject, *("\n".join([heading.upper(), *(f"- {line}" for line in lines)]) for heading, lines in parts), how]
    )
    return Rendered(subject=subject, html=html, text=text + "\n", preheader="", lang="en")


def _bare(line: str) -> str:
    """Slack's words without its marks."""
    return unescape(line.replace("*", ""))
