"""A LimeSurvey server, read through its RemoteControl 2 interface."""
