"""The general fund, and the projects to which it is given by a decision."""

from donations_app.ui.projects.view import View


class AllocatingView(View):
    """The page."""
