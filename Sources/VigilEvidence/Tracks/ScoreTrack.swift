public import Foundation
import VigilCore

/// The scores over a clip, for players: as a WebVTT metadata track and as JSON, with times in the clip.
public struct ScoreTrack: Codable, Hashable, Sendable {
  /// One snippet's score.
  public struct Sample: Codable, Hashable, Sendable {
    /// Seconds from the clip's first picture to the snippet's, and its length in seconds.
    public var time, duration: Double
    /// The score, 0 to 1.
    public var score: Double
    /// Whether nothing moved, so that the score is that of the snippet before.
    public var isStill: Bool

    /// Makes a sample.
    public init(time: Double, duration: Double, score: Float, isStill: Bool = false) {
      self.time = time
      self.duration = duration
      self.score = score.roundedForStorage
      self.isStill = isStill
    }
  }

  static let formatName = "vigil-score-track"
  static let currentVersion = 1

  private(set) var format = Self.formatName
  private(set) var version = Self.currentVersion
  /// The camera's name.
  public var camera: String
  /// The wall-clock time of the clip's first picture.
  public var start: Date
  /// The clip's length in seconds.
  public var duration: Double
  /// The score at which the event began.
  public var threshold: Double
  /// Samples in order; those that overlap the clip are shown.
  public var samples: [Sample]

  /// Makes a track.
  public init(camera: String, start: Date, duration: Double, threshold: Double, samples: [Sample]) {
    self.camera = camera
    self.start = start
    self.duration = duration
    self.threshold = threshold
    self.samples = samples
  }

  /// The samples that a player can show, cut to the clip.
  var visible: [Sample] {
    samples.compactMap { sample in
      guard sample.time.isFinite, sample.duration.isFinite, sample.score.isFinite else { return nil }
      var cut = sample
      cut.time = max(0, sample.time)
      cut.duration = min(sample.time + sample.duration, duration) - cut.time
      // WebVTT counts milliseconds, and wants cues of at least one.
      return cut.duration >= 0.001 ? cut : nil
    }
  }
}

extension ScoreTrack {
  /// JSON in UTF-8, in the canonical form of manifests.
  public var json: [UInt8] {
    CanonicalJSON.object([
      "camera": .string(camera),
      "duration": .decimal(duration),
      "format": .string(format),
      "samples": .array(
        samples.map { sample in
          .object([
            "duration": .decimal(sample.duration), "isStill": .bool(sample.isStill),
            "score": .decimal(sample.score), "time": .decimal(sample.time),
          ])
        }),
      "start": .time(start),
      "threshold": .decimal(threshold),
      "version": .integer(Int64(version)),
    ]).file
  }

  /// Reads a track's JSON; nil for anything else.
  public init?(json: [UInt8]) {
    guard json.count <= 16 << 20, let track = try? FormatHead.decoder.decode(Self.self, from: Data(json)),
      track.format == Self.formatName, track.version == Self.currentVersion
    else { return nil }
    self = track
  }
}
