"""A mail merge in LibreOffice, run by the system's Python, which has its UNO module.

    python3 mailmerge.py SOFFICE FOLDER TABLE COLUMN...

Registers FOLDER, which holds TABLE.csv, as a data source of flat files, makes a letter with a field for each COLUMN,
merges it with the table into FOLDER/ut, one text file a row, and prints the columns that LibreOffice sees, as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found, unused-ignore]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found, unused-ignore]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found, unused-ignore]

SOURCE = "Utskick"
SWEDISH = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop>
</item>
</oor:items>
"""
"""The setting Locale: Swedish, by which dates are shown."""
STARTS_IN = 60
"""Seconds within which LibreOffice answers."""


def main() -> None:
    """Merge, and print what LibreOffice takes for the columns."""
    soffice, folder, table, *columns = sys.argv[1:]
    root = Path(folder).resolve()
    (root / "ut").mkdir()
    pipe = f"pipe,name=ksflow-{os.getpid()};urp"
    process = start(soffice, root / "profil", pipe)
    try:
        context = connected(f"uno:{pipe};StarOffice.ComponentContext")
        register(context, root)
        make_letter(context, root / "brev.odt", table, columns)
        merge(context, root, table)
        print(json.dumps(columns_of(context, table)))
        with contextlib.suppress(Exception):  # it may be gone before it has answered
            service(context, "com.sun.star.frame.Desktop").terminate()
        process.wait(30)
    finally:
        # soffice is a script that starts others; they are in the session that was made for it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def start(soffice: str, profile: Path, pipe: str) -> subprocess.Popen[bytes]:
    """Start LibreOffice with a profile and a pipe of its own, in a session of its own."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SWEDISH, encoding="utf-8")
    options = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation={profile.as_uri()}"]
    return subprocess.Popen(
        [soffice, *options, f"--accept={pipe}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def connected(address: str) -> Any:
    """Return the component context of the LibreOffice at an address, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + STARTS_IN
    while True:
        try:
            return resolver.resolve(address)
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def service(context: Any, name: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(name, context)


def properties(**values: object) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def register(context: Any, folder: Path) -> None:
    """Make the folder a data source, as Base does in its wizard for text files."""
    sources = service(context, "com.sun.star.sdb.DatabaseContext")
    source = sources.createInstance()
    source.URL = f"sdbc:flat:{folder.as_uri()}"
    source.Info = properties(
        Extension="csv",
        HeaderLine=True,
        FieldDelimiter=";",
        StringDelimiter='"',
        DecimalDelimiter=",",
        ThousandDelimiter="",
        CharSet="utf-8",
    )
    # A data source must lie in a file before it can have a name.
    source.DatabaseDocument.storeAsURL((folder / "utskick.odb").as_uri(), ())
    sources.registerObject(SOURCE, source)


def make_letter(context: Any, path: Path, table: str, columns: list[str]) -> None:
    """Write a letter: for each column a line with its name and its field."""
    desktop = service(context, "com.sun.star.frame.Desktop")
    letter = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, properties(Hidden=True))
    text = letter.Text
    cursor = text.createTextCursor()
    for column in columns:
        master = letter.createInstance("com.sun.star.text.FieldMaster.Database")
        master.DataBaseName, master.DataTableName, master.DataColumnName = SOURCE, table, column
        field = letter.createInstance("com.sun.star.text.TextField.Database")
        field.attachTextFieldMaster(master)
        text.insertString(cursor, f"{column}: ", False)
        text.insertTextContent(cursor, field, False)
        text.insertString(cursor, "\n", False)
    letter.storeToURL(path.as_uri(), ())
    letter.close(False)


def merge(context: Any, folder: Path, table: str) -> None:
    """Write a letter for each row, as plain text in UTF-8."""
    job = service(context, "com.sun.star.text.MailMerge")
    job.DataSourceName, job.CommandType, job.Command = SOURCE, 0, table
    job.DocumentURL = (folder / "brev.odt").as_uri()
    job.OutputType = 2  # com.sun.star.text.MailMergeType.FILE
    job.OutputURL = (folder / "ut").as_uri()
    job.FileNamePrefix = "brev"
    job.SaveFilter = "Text (encoded)"
    job.SaveFilterOptions = "UTF8"
    job.execute(())


def columns_of(context: Any, table: str) -> list[str]:
    """Return the names of the columns as LibreOffice reads them."""
    connection = service(context, "com.sun.star.sdb.DatabaseContext").getByName(SOURCE).getConnection("", "")
    try:
        return list(connection.Tables.getByName(table).Columns.ElementNames)
    finally:
        connection.close()


if __name__ == "__main__":
    main()
