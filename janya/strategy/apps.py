from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "janya.strategy"
    label = "strategy"
