// FFmpeg's libraries as Swift sees them, for releases 4.4 and later.
//
// Everything is called by its FFmpeg name, except what Swift cannot import (macros with casts)
// or what is spelled differently from release to release. Each of those has one wrapper below,
// named vigil_..., with the reason for it.
#ifndef VIGIL_CFFMPEG_H
#define VIGIL_CFFMPEG_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/videodev2.h>
#endif

#include <libavcodec/avcodec.h>
#include <libavdevice/version.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>

// Error numbers: macros that cast, so Swift does not import them.
static const int vigil_error_again = AVERROR(EAGAIN);
static const int vigil_error_end = AVERROR_EOF;
static const int vigil_error_interrupted = AVERROR_EXIT;
static const int vigil_error_invalid_data = AVERROR_INVALIDDATA;
static const int vigil_error_unauthorized = AVERROR_HTTP_UNAUTHORIZED;
static const int vigil_error_forbidden = AVERROR_HTTP_FORBIDDEN;
static const int vigil_error_not_allowed = AVERROR(EACCES);
static const int vigil_error_busy = AVERROR(EBUSY);
static const int vigil_error_no_protocol = AVERROR(EPROTONOSUPPORT);
static const int vigil_error_disk_full = AVERROR(ENOSPC);

// "There is no timestamp": a macro that casts.
static const int64_t vigil_no_timestamp = AV_NOPTS_VALUE;

// A scaler: opaque until FFmpeg 7, a public structure from 8 on, so Swift has another type for it.
typedef struct SwsContext *vigil_scaler;

// A parser's codec: a whole number until FFmpeg 8, the enumeration in 9.
static inline AVCodecParserContext *vigil_parser_init(enum AVCodecID codec) { return av_parser_init(codec); }

// Scaler choices: macros in older releases, an enumeration with its own type in newer ones.
static const int vigil_scale_bicubic = SWS_BICUBIC;
static const int vigil_scale_area = SWS_AREA;
static const int vigil_scale_accurate = SWS_ACCURATE_RND;

// How long a decoded frame is shown, in the time base of its stream: the field was renamed in FFmpeg 6.
static inline int64_t vigil_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 2, 100)
  return frame->duration;
#else
  return frame->pkt_duration;
#endif
}

// Side data of a packet, or null: the type of its size changed in FFmpeg 5.
static inline uint8_t *vigil_packet_side_data(const AVPacket *packet, enum AVPacketSideDataType type, size_t *size) {
#if LIBAVCODEC_VERSION_MAJOR >= 59
  return av_packet_get_side_data(packet, type, size);
#else
  int bytes = 0;
  uint8_t *data = av_packet_get_side_data((AVPacket *)packet, type, &bytes);
  *size = (size_t)bytes;
  return data;
#endif
}

// The display matrix of a stream, nine numbers, or null: stream side data moved to the codec
// parameters in FFmpeg 6.1.
static inline const int32_t *vigil_display_matrix(const AVStream *stream) {
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
  const AVPacketSideData *data = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : 0;
#else
  return (const int32_t *)av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 0);
#endif
}

// Gives a stream that is written a display matrix of nine numbers; where it is kept, see above.
static inline int vigil_set_display_matrix(AVStream *stream, const int32_t matrix[9]) {
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
  AVCodecParameters *codecpar = stream->codecpar;
  AVPacketSideData *data = av_packet_side_data_new(
      &codecpar->coded_side_data, &codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX,
      9 * sizeof(int32_t), 0);
  if (!data) return 0;
  memcpy(data->data, matrix, 9 * sizeof(int32_t));
#else
  uint8_t *data = av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t));
  if (!data) return 0;
  memcpy(data, matrix, 9 * sizeof(int32_t));
#endif
  return 1;
}

// A number that goes through the decoder with a packet and comes out with its picture, whatever the order:
// a field of the decoder up to FFmpeg 5, one of the packet, on request, from FFmpeg 6 on.
static inline void vigil_keep_packet_numbers(AVCodecContext *context) {
#if LIBAVCODEC_VERSION_MAJOR >= 60
  context->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
#else
  context->reordered_opaque = -1;
#endif
}
static inline void vigil_number_packet(AVCodecContext *context, AVPacket *packet, int64_t number) {
#if LIBAVCODEC_VERSION_MAJOR >= 60
  (void)context;
  // A picture of no numbered packet has a null pointer.
  packet->opaque = (void *)(intptr_t)(number + 1);
#else
  (void)packet;
  context->reordered_opaque = number;
#endif
}
static inline int64_t vigil_picture_number(const AVFrame *frame) {
#if LIBAVCODEC_VERSION_MAJOR >= 60
  return (int64_t)(intptr_t)frame->opaque - 1;
#else
  return frame->reordered_opaque;
#endif
}

// The number of sound channels: moved into a structure of its own in FFmpeg 5.1.
static inline int vigil_channels(const AVCodecParameters *parameters) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 24, 100)
  return parameters->ch_layout.nb_channels;
#else
  return parameters->channels;
#endif
}
static inline void vigil_set_channels(AVCodecParameters *parameters, int channels) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 24, 100)
  av_channel_layout_default(&parameters->ch_layout, channels);
#else
  parameters->channels = channels;
  parameters->channel_layout = (uint64_t)av_get_default_channel_layout(channels);
#endif
}

// Gives every line that FFmpeg logs as an error to `sink`, and prints none: the log callback has a
// va_list, which Swift imports differently on each processor.
typedef void (*vigil_log_sink)(const char *line);
static inline vigil_log_sink *vigil_current_log_sink(void) {
  static vigil_log_sink sink;
  return &sink;
}
static inline void vigil_log_line(void *context, int level, const char *format, va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  char line[512];
  int prints_prefix = 1;
  av_log_format_line(context, level, format, arguments, line, sizeof line, &prints_prefix);
  (*vigil_current_log_sink())(line);
}
static inline void vigil_send_log_to(vigil_log_sink sink) {
  *vigil_current_log_sink() = sink;
  av_log_set_callback(vigil_log_line);
}

// Asks a video device for its name: 1 when it can stream captured video, 0 when it cannot or is none.
// ioctl is variadic and its request number a macro. `name` receives up to 31 bytes and a zero.
static inline int vigil_capture_device_name(const char *path, char name[32]) {
#ifdef __linux__
  struct v4l2_capability capability;
  memset(&capability, 0, sizeof capability);
  int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return 0;
  int answer = ioctl(descriptor, VIDIOC_QUERYCAP, &capability);
  close(descriptor);
  if (answer < 0) return 0;
  // A camera has several nodes; only device_caps tells the one with pictures from the one with metadata.
  unsigned int abilities = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps
                                                                          : capability.capabilities;
  if (!(abilities & V4L2_CAP_VIDEO_CAPTURE) || !(abilities & V4L2_CAP_STREAMING)) return 0;
  memcpy(name, capability.card, 31);
  name[31] = 0;
  return 1;
#else
  (void)path;
  (void)name;
  return 0;
#endif
}

// What a video device can send: pixels as a four-character code, picture size, pictures a second (0 if it does not say).
typedef struct {
  unsigned int pixels, width, height;
  double rate;
} vigil_capture_mode;
typedef void (*vigil_capture_receiver)(void *context, vigil_capture_mode mode);

// Passes on the modes that a video device lists; none if it lists none. Of sizes in a range only the usual ones are named, and of
// rates in a range the highest.
static inline void vigil_capture_modes(const char *path, void *context, vigil_capture_receiver receive) {
#ifdef __linux__
  static const unsigned int usual[][2] = {{640, 480}, {1280, 720}};
  int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return;
  // No driver has as many; the limit is against one that never ends.
  for (unsigned int number = 0; number < 64; number++) {
    struct v4l2_fmtdesc format;
    memset(&format, 0, sizeof format);
    format.index = number;
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (ioctl(descriptor, VIDIOC_ENUM_FMT, &format) < 0) break;
    for (unsigned int place = 0; place < 256; place++) {
      struct v4l2_frmsizeenum size;
      memset(&size, 0, sizeof size);
      size.index = place;
      size.pixel_format = format.pixelformat;
      if (ioctl(descriptor, VIDIOC_ENUM_FRAMESIZES, &size) < 0) break;
      int isDiscrete = size.type == V4L2_FRMSIZE_TYPE_DISCRETE;
      for (unsigned int choice = 0; choice < (isDiscrete ? 1 : sizeof usual / sizeof *usual); choice++) {
        vigil_capture_mode mode = {format.pixelformat, usual[choice][0], usual[choice][1], 0};
        if (isDiscrete) {
          mode.width = size.discrete.width;
          mode.height = size.discrete.height;
        } else if (mode.width < size.stepwise.min_width || mode.width > size.stepwise.max_width ||
                   mode.height < size.stepwise.min_height || mode.height > size.stepwise.max_height) {
          continue;
        }
        unsigned int interval = 0;
        for (; interval < 64; interval++) {
          struct v4l2_frmivalenum time;
          memset(&time, 0, sizeof time);
          time.index = interval;
          time.pixel_format = format.pixelformat;
          time.width = mode.width;
          time.height = mode.height;
          if (ioctl(descriptor, VIDIOC_ENUM_FRAMEINTERVALS, &time) < 0) break;
          struct v4l2_fract length = time.type == V4L2_FRMIVAL_TYPE_DISCRETE ? time.discrete : time.stepwise.min;
          mode.rate = length.numerator ? (double)length.denominator / length.numerator : 0;
          receive(context, mode);
          if (time.type != V4L2_FRMIVAL_TYPE_DISCRETE) break;
        }
        if (interval == 0 && mode.rate == 0) receive(context, mode);
      }
      if (!isDiscrete) break;
    }
  }
  close(descriptor);
#else
  (void)path;
  (void)context;
  (void)receive;
#endif
}

#endif
