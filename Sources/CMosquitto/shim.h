// libmosquitto, for MQTT. Swift calls it as it is.
#include <mosquitto.h>
