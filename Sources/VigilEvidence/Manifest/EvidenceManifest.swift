public import Foundation

/// What a station says of one event, or of files that it removed: which files, when, seen by which model, after which
/// manifest.
///
/// It is signed as bytes: canonical JSON (RFC 8785) and one newline, described byte for byte in `docs/internals/evidence.md`.
/// Times are rounded to milliseconds and scores to six decimals when they are written.
public struct EvidenceManifest: Codable, Hashable, Sendable {
  /// What `format` says in every manifest.
  public static let formatName = "vigil-evidence-manifest"
  /// The newest version that is read, and the only one that is written.
  public static let currentVersion = 1
  /// The most bytes of one.
  public static let mostBytes = 1 << 20

  /// `formatName`.
  public var format = Self.formatName
  /// The version of the format.
  public var version = Self.currentVersion
  /// The name of the station, for people.
  public var station: String
  /// The fingerprint of the key that signs: SHA-256 of its 32 bytes in hexadecimal digits.
  public var key: String
  /// The place in the station's chain: 1, 2, 3, …
  public var sequence: Int
  /// The SHA-256 of the manifest before, in hexadecimal digits; nil for the first.
  public var previous: String?
  /// What happened; nil in a manifest that only says what was removed.
  public var event: Event?
  /// The event's files.
  public var files: [File]
  /// Names of files of manifests before that the station removed by its own rules, such as those of age.
  public var removed: [String]
  /// The clock at the time of writing.
  public var clock: ClockReading
  /// What scored; nil in a manifest that only says what was removed. Of an interrupted event only the name is known.
  public var model: Model?
  /// The version of Vigil.
  public var vigil: String

  /// An event, as it is stored.
  public struct Event: Codable, Hashable, Sendable {
    /// Its identity in the station and in every message about it.
    public var id: UUID
    /// The camera's name.
    public var camera: String
    /// `alarm` or `review`.
    public var severity: String
    /// `ended` or `interrupted`.
    public var state: String
    /// Wall-clock times of the beginning, the end and the highest score.
    public var start, end, peak: Date
    /// The highest score and the threshold that it passed, 0 to 1.
    public var peakScore, threshold: Double
    /// Which part of an event that was divided because it was long, from 1.
    public var part: Int
    /// The part before.
    public var previousPart: UUID?
    /// Why it was reported as it was.
    public var reasons: [String]

    /// Makes the description of an event.
    public init(
      id: UUID, camera: String, severity: String, state: String, start: Date, end: Date, peak: Date,
      peakScore: Double, threshold: Double, part: Int = 1, previousPart: UUID? = nil, reasons: [String] = []
    ) {
      self.id = id
      self.camera = camera
      self.severity = severity
      self.state = state
      self.start = start
      self.end = end
      self.peak = peak
      self.peakScore = peakScore
      self.threshold = threshold
      self.part = part
      self.previousPart = previousPart
      self.reasons = reasons
    }
  }

  /// A file of an event.
  public struct File: Codable, Hashable, Sendable {
    /// Where it is below the station's folder, with `/` between folders; see `EvidenceName`.
    public var name: String
    /// `clip`, `picture` or `track`.
    public var kind: String
    /// Its size.
    public var bytes: Int64
    /// Its SHA-256 in hexadecimal digits.
    public var sha256: String
    /// Wall-clock times of the first and the last picture in it, where it has any.
    public var start, end: Date?

    /// Makes the description of a file whose digest is known; `init(root:name:)` computes it.
    public init(
      name: String, kind: String, bytes: Int64, sha256: String, start: Date? = nil, end: Date? = nil
    ) {
      self.name = name
      self.kind = kind
      self.bytes = bytes
      self.sha256 = sha256
      self.start = start
      self.end = end
    }
  }

  /// What scored.
  public struct Model: Codable, Hashable, Sendable {
    /// The model's name.
    public var name: String
    /// SHA-256 of the weights of each network, by its role: `extractor`, `detector`.
    public var networks: [String: String]
    /// How frames were prepared, such as `rtfm`.
    public var preset: String
    /// Crops a snippet.
    public var crops: Int

    /// Makes the description of a model.
    public init(name: String, networks: [String: String], preset: String, crops: Int) {
      self.name = name
      self.networks = networks
      self.preset = preset
      self.crops = crops
    }
  }

  /// Makes a manifest; `EvidenceChain` does so with the right sequence, link and key.
  public init(
    station: String, key: String, sequence: Int, previous: String?, event: Event?, files: [File],
    removed: [String] = [], clock: ClockReading, model: Model?, vigil: String
  ) {
    self.station = station
    self.key = key
    self.sequence = sequence
    self.previous = previous
    self.event = event
    self.files = files
    self.removed = removed
    self.clock = clock
    self.model = model
    self.vigil = vigil
  }
}
