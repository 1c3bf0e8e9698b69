"""What customers open in a browser. GET shows and changes nothing; POST records, through the one path.

Each kind of link has its page: a module with `show(scene)` and `press(scene, form)`.
"""

from chalicelib.pages.base import Page, claims_of, link_problem, press, show, try_again

__all__ = ["Page", "claims_of", "link_problem", "press", "show", "try_again"]
