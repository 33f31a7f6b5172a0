"""The instruments of the study as XLSForm workbooks: `theologians/theologians.xlsx` and `psychologists/psychologists.xlsx`.

The workbook is the instrument; nothing here repeats its words. docs/instruments.md describes both. Reach a file by
`importlib.resources.files("questionnaires.instruments") / name / f"{name}.xlsx"`.
"""
