# SPDX-License-Identifier: AGPL-3.0-or-later
"""What GitLab CI/CD, and Gitea's and Forgejo's Actions, set for a job on a merge or pull request."""
import gitea_server
from fault_server import HEAD, PULL, REPOSITORY, TOKEN
from gitlab_server import BOT, BRANCH, PIPELINE, PROJECT
from program import environment
from publishing import PublishTest

JOB_URL = "https://gitlab.example/group/mainframe/-/jobs/4711"
RUN_URL = f"https://gitea.example/{REPOSITORY}/actions/runs/12?by_index=1"


class GitLabJob(PublishTest):
    """Of a merge request's pipeline."""

    bot, author, login, number = BOT, "author", "username", "noteable_iid"

    def variables(self, url, **changes):
        names = {"GITLAB_CI": "true", "CI_API_V4_URL": url, "GITLAB_TOKEN": TOKEN,
                 "CI_PROJECT_PATH": PROJECT, "CI_COMMIT_SHA": HEAD, "CI_PIPELINE_ID": str(PIPELINE),
                 "CI_PIPELINE_SOURCE": "merge_request_event", "CI_JOB_ID": "4711",
                 "CI_JOB_NAME": "performance", "CI_JOB_URL": JOB_URL, "CI_COMMIT_REF_NAME": BRANCH,
                 "CI_MERGE_REQUEST_IID": str(PULL), "CI_MERGE_REQUEST_PROJECT_PATH": PROJECT,
                 "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": PROJECT,
                 "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": BRANCH,
                 "CI_RUNNER_DESCRIPTION": "runner-of-somebody", "GITLAB_USER_LOGIN": "somebody",
                 **changes}
        return {name: value for name, value in environment(**names).items() if value != ""}


class GiteaJob(PublishTest):
    """Their runners set what GitHub's do, and what tells them apart."""

    bot = gitea_server.BOT

    def variables(self, url, **changes):
        names = {"GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true", "GITHUB_API_URL": url,
                 "GITEA_TOKEN": TOKEN, "GITHUB_REPOSITORY": REPOSITORY,
                 "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(self.event),
                 "GITHUB_SHA": HEAD, "GITHUB_SERVER_URL": "https://gitea.example",
                 "GITHUB_RUN_ID": "4711", "GITHUB_RUN_NUMBER": "12", **changes}
        return {name: value for name, value in environment(**names).items() if value != ""}
