"""One project: what it costs, what stands on it, its associations and rules."""

from donations_app.ui.projects.view import View


class ProjectView(View):
    """The page."""
