"""The sample province: Bắc Giang as of 2022, seven real models and the rest plainly marked as illustration."""
