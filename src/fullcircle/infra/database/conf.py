"""Settings that differ from PostgreSQL's own, fitted to the memory there is. Durability stays as it comes."""

from __future__ import annotations

import os
from pathlib import Path

MB = 1024 * 1024


def text(*, port: int, memory: int | None = None) -> str:
    """The file the server reads on every start."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        **_memory(memory or machine_memory()),
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        **_LOGS,
    }
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


def machine_memory() -> int:
    """Bytes this machine, or the container we are in, may use."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    said = limit.read_text().strip() if limit.exists() else "max"
    return min(physical, int(said)) if said.isdigit() else physical


def _memory(total: int) -> dict[str, str]:
    return {
        "shared_buffers": f"{max(16, min(total // 4 // MB, 512))}MB",
        "effective_cache_size": f"{max(32, total // 2 // MB)}MB",
        "work_mem": f"{max(4, min(total // 512 // MB, 32))}MB",
        "maintenance_work_mem": f"{max(16, min(total // 16 // MB, 256))}MB",
    }


# A week of logs, one file a day. No statements and no details: both can hold a person's data.
_LOGS = {
    "logging_collector": "on",
    "log_directory": "../logs",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "lc_messages": "C",
}
