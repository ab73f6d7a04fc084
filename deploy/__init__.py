"""Development only: package template.yaml, plan and apply it on a CloudBase environment, and look after it."""
