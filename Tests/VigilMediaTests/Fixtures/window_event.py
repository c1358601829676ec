"""Acts on the window of a title on an X display: window_event.py DISPLAY TITLE (close | KEYSYM).

"close" is what a window manager sends when its cross is clicked; anything else is a key that is pressed.
"""
import ctypes
import sys

display_name, title, action = sys.argv[1:4]
x11 = ctypes.CDLL("libX11.so.6")
for name in ("XOpenDisplay", "XDefaultRootWindow", "XInternAtom", "XStringToKeysym"):
    getattr(x11, name).restype = ctypes.c_ulong
x11.XKeysymToKeycode.restype = ctypes.c_ubyte
x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
x11.XStringToKeysym.argtypes = [ctypes.c_char_p]
x11.XFetchName.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p]
x11.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
x11.XQueryTree.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_void_p] * 4


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 20),
    ]


class Key(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("root", ctypes.c_ulong),
        ("subwindow", ctypes.c_ulong), ("time", ctypes.c_ulong), ("x", ctypes.c_int), ("y", ctypes.c_int),
        ("x_root", ctypes.c_int), ("y_root", ctypes.c_int), ("state", ctypes.c_uint),
        ("keycode", ctypes.c_uint), ("same_screen", ctypes.c_int), ("rest", ctypes.c_long * 20),
    ]


display = x11.XOpenDisplay(display_name.encode())
root = x11.XDefaultRootWindow(display)
children = ctypes.POINTER(ctypes.c_ulong)()
count = ctypes.c_uint()
unused = ctypes.c_ulong()
x11.XQueryTree(
    display, root, ctypes.byref(unused), ctypes.byref(unused), ctypes.byref(children), ctypes.byref(count)
)
for window in children[: count.value]:
    name = ctypes.c_char_p()
    x11.XFetchName(display, window, ctypes.byref(name))
    if name.value != title.encode():
        continue
    if action == "close":
        event = ClientMessage(type=33, window=window, format=32)
        event.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
        event.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        mask = 0
    else:
        event = Key(type=2, window=window, root=root, same_screen=1)
        event.keycode = x11.XKeysymToKeycode(display, x11.XStringToKeysym(action.encode()))
        mask = 1
    x11.XSendEvent(display, window, 0, mask, ctypes.byref(event))
    x11.XSync(display, 0)
    sys.exit(0)
sys.exit("no window called " + title)
