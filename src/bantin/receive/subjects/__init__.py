"""Subject lists: topics and areas that texts and subscriptions are filed under."""
