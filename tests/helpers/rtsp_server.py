"""A real RTSP server, gst-rtsp-server, for Debian's own Python: `rtsp_server.py PORT [USER PASSWORD]`.

Serves a moving picture at /live and prints the port once it listens. Ends with 3 where the packages are not installed.
"""

import sys

PICTURE = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=15/1 "
    "! jpegenc ! rtpjpegpay name=pay0 pt=26 )"
)


def main(port: str, *login: str) -> None:
    try:
        import gi  # noqa: PLC0415

        gi.require_version("GstRtspServer", "1.0")
        from gi.repository import GLib, Gst, GstRtspServer  # noqa: PLC0415
    except (ImportError, ValueError):
        sys.exit(3)
    Gst.init(None)
    if not Gst.ElementFactory.find("rtpjpegpay"):
        sys.exit(3)
    server, factory = GstRtspServer.RTSPServer(), GstRtspServer.RTSPMediaFactory()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory.set_launch(PICTURE)
    factory.set_shared(True)
    if login:
        protect(GstRtspServer, server, factory, *login)
    server.get_mount_points().add_factory("/live", factory)
    if not server.attach(None):
        sys.exit("the port is taken")
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def protect(gst, server, factory, user: str, password: str) -> None:
    """Only with this name and password."""
    auth, token, permissions = gst.RTSPAuth(), gst.RTSPToken(), gst.RTSPPermissions()
    token.set_string("media.factory.role", "user")
    auth.add_basic(gst.RTSPAuth.make_basic(user, password), token)
    for what in ("access", "construct"):
        permissions.add_permission_for_role("user", f"media.factory.{what}", True)
    server.set_auth(auth)
    factory.set_permissions(permissions)


if __name__ == "__main__":
    main(*sys.argv[1:])
