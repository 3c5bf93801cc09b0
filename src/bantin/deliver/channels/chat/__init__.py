"""The chat channel: groups and rooms on Telegram, Zalo, Slack and the like, through Apprise."""
