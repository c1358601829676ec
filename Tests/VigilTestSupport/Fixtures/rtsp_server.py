"""Serves H.264 test video over RTSP on 127.0.0.1: rtsp_server.py PORT [USER PASSWORD].

Port 0 takes a free one. The port is printed once the server is ready at rtsp://127.0.0.1:PORT/test, and then a line
for each connection that is made to it. Further streams, of 20 pictures a second, are in STREAMS.
"""
import sys
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
PICTURES = "videotestsrc is-live=true ! video/x-raw,width=160,height=120,framerate=20/1 ! "
X264 = "x264enc speed-preset=ultrafast option-string=scenecut=0"
# Pictures that refer to later ones, which are sent before them.
REORDERED = (
    "x264enc speed-preset=superfast bframes=2 b-adapt=false rc-lookahead=0 sync-lookahead=0 key-int-max=20"
    + " ! video/x-h264,profile=high"
)
PCMA = "audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8"
H264 = " ! rtph264pay name=pay0 pt=96 config-interval=-1 "


def factory_of(launch, is_shared=True):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(is_shared)
    factory.set_launch("( " + launch + " )")
    return factory


factory = factory_of(
    PICTURES + "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=5 ! rtph264pay name=pay0 pt=96"
)
STREAMS = {
    "/h265": PICTURES
    + "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=20 ! rtph265pay name=pay0 pt=96",
    "/reordered": PICTURES + REORDERED + H264,
    "/reordered-sound": PICTURES + REORDERED + H264 + PCMA,
    "/h265-reordered": PICTURES
    + "videoconvert ! video/x-raw,format=I420 ! x265enc speed-preset=ultrafast key-int-max=20"
    + " option-string=bframes=2:b-adapt=0:rc-lookahead=5 ! rtph265pay name=pay0 pt=96 config-interval=-1",
    "/sound": PICTURES + X264 + " tune=zerolatency key-int-max=20" + H264 + PCMA,
}
# Of these every picture counts: a client that joins a shared stream may cost the others pictures on a busy machine.
EACH_ITS_OWN = {"/h265", "/reordered", "/reordered-sound", "/h265-reordered"}
# A key frame each so many seconds.
for seconds in (1, 2, 5, 10):
    STREAMS[f"/key{seconds}"] = PICTURES + X264 + f" tune=zerolatency key-int-max={20 * seconds}" + H264
if len(sys.argv) > 3:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    basic = GstRtspServer.RTSPAuth.make_basic(sys.argv[2], sys.argv[3])
    auth.add_basic(basic, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/test", factory)
for path, launch in STREAMS.items():
    server.get_mount_points().add_factory(path, factory_of(launch, is_shared=path not in EACH_ITS_OWN))
# A port that a server had a moment ago may be somebody's for another moment.
for _ in range(50):
    if server.attach(None):
        break
    time.sleep(0.2)
else:
    sys.exit("cannot listen on port " + sys.argv[1])


def welcome(_, client):
    # Unasked, it leaves packets out for a client that a busy machine keeps from reading.
    client.set_property("drop-backlog", False)
    print("connection", flush=True)


server.connect("client-connected", welcome)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
