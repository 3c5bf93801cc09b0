"""The Web Push channel: short messages to browsers whose holders asked for them."""
