import Foundation

/// Videos as people bring them, each with something odd; made with FFmpeg from test pictures.
package enum OddVideo: String, CaseIterable, Sendable {
  /// 200 frames, 25 a second; from frame 100 on all stamps are an hour earlier.
  case clockSetBack = "ts_clock_back_1h.ts"
  /// 200 frames, 25 a second; one of them is stamped 37,600 s ahead.
  case oneWildStamp = "ts_one_wild_stamp.ts"
  /// A stream with a single picture, then the video: 100 frames.
  case thumbnailFirst = "thumbnail_stream_first.mp4"
  /// The first half of a download: 44 of 100 frames.
  case cutShort = "cut_short.mkv"
  /// 50 frames of 176x144 whose pixels are 16:11.
  case anamorphic = "anamorphic.mp4"
  /// A whole animated WebP, which FFmpeg 5 cannot read.
  case animatedWebP = "animated.webp"

  /// The file.
  package var path: String { Bundle.module.bundleURL.appending(path: "Fixtures/videos/\(rawValue)").path }
}
