/// What the station does with a camera.
public struct CameraSettings: Hashable, Sendable {
  /// What is kept of a camera's packets.
  public enum Recording: String, SettingChoice {
    /// A clip of each event.
    case events
    /// Everything, for as long as `keep` says, and clips of events.
    case continuous
    /// Nothing.
    case off
  }

  /// How a frame becomes what the extractor sees.
  public enum Crops: Int, SettingValue, CaseIterable {
    /// The number of crops.
    case one = 1, five = 5, ten = 10

    /// Reads the number.
    public static func read(_ written: WrittenValue) throws(SettingMistake) -> Crops {
      let number = try Int.read(written)
      guard let crops = Crops(rawValue: number) else { throw SettingMistake("is \(number), not \(meaning)") }
      return crops
    }
    /// The number.
    public var written: String { String(rawValue) }
    /// `1, 5 or 10`.
    public static var meaning: String { "1, 5 or 10" }
    /// The numbers.
    public static var schema: [String: SchemaValue] { ["enum": .list([.number(1), .number(5), .number(10)])] }
  }

  /// The name, which is that of its folder and topics too.
  public var name = ""
  /// The address of the main stream, which is only copied.
  public var source = ""
  /// The address of the stream that is decoded; nil: the main one.
  public var detect: String?
  /// The user at the camera.
  public var user: Secret?
  /// The password at the camera.
  public var password: Secret?
  /// Whether the camera is watched at all.
  public var isEnabled = true

  /// The model folder, or the name of an installed model.
  public var model = "demo"
  /// The preset; nil: the model's.
  public var preset: String?
  /// The crops; nil: the model's.
  public var crops: Crops?
  /// How many snippets the detector sees at once.
  public var window = 32
  /// The score at which an alarm begins; nil: calibrated from the camera's own scores.
  public var threshold: Double?
  /// How often an alarm is acceptable.
  public var alarms = Rate(perDay: 1.0 / 7)
  /// How often an event that is only to be looked at is acceptable.
  public var reviews = Rate(perDay: 5)
  /// When alarms are raised.
  public var schedule = Schedule.always
  /// An event that lasts longer is split.
  public var longestEvent: Seconds = 600
  /// Whether snippets in which nothing changes keep the score before.
  public var hasStillGate = true
  /// Parts of the picture that nobody may see.
  public var privacy: [Region] = []
  /// Parts of the picture in which something must change for an alarm; none: everywhere.
  public var zones: [Region] = []

  /// What is kept.
  public var record = Recording.events
  /// How much a clip shows before its event, at least.
  public var before: Seconds = 5
  /// How much a clip shows after its event, at least.
  public var after: Seconds = 5
  /// How long recordings are kept.
  public var keep: Seconds = 86_400
  /// How long events and their clips are kept.
  public var keepEvents: Seconds = 2_592_000
  /// Whether sound is recorded.
  public var hasSound = false
  /// A camera that sends nothing for so long is lost.
  public var silence: Seconds = 10
  /// The most memory for packets that are not written yet.
  public var ring: Bytes = 33_554_432

  /// The settings of a camera of which the file says nothing.
  public init() {}
}

extension CameraSettings {
  /// All keys of a camera, in the order of the reference page.
  public static let keys: [SettingKey<CameraSettings>] = [
    SettingKey(
      "source", \.source,
      "The address of the camera's main stream, as `vigil detect` takes it, without user and password. It is copied into clips and recordings.",
      example: "rtsp://192.168.1.20/stream1", isRequired: true, isShared: false),
    SettingKey(
      "detect", \.detect,
      "The address of a smaller stream of the same camera, which is decoded and scored instead of the main one.",
      example: "rtsp://192.168.1.20/stream2", isShared: false),
    SettingKey("user", \.user, "The user at the camera.", example: "viewer"),
    SettingKey("password", \.password, "The password at the camera.", example: "${CAMERA_PASSWORD}"),
    SettingKey("enabled", \.isEnabled, "Whether the camera is watched."),
    SettingKey("model", \.model, "The model: a folder NAME.vigil, or `demo`.", example: "demo"),
    SettingKey("preset", \.preset, "How frames are prepared; if not given, as the model was trained.", example: "compact"),
    SettingKey("crops", \.crops, "How many crops of a frame are scored; if not given, as the model was trained."),
    SettingKey("window", \.window, in: 1...1024, "How many snippets the detector sees at once."),
    SettingKey(
      "threshold", \.threshold, in: 0...1,
      "The score at which an alarm begins. If not given it follows from `alarms` and the camera's own scores."),
    SettingKey("alarms", \.alarms, in: Rate(perDay: 1.0 / 365)...Rate(perDay: 24 * 60), "How many alarms are acceptable."),
    SettingKey(
      "reviews", \.reviews, in: Rate(perDay: 0)...Rate(perDay: 24 * 60),
      "How many more events are kept to be looked at, without an alarm."),
    SettingKey(
      "schedule", \.schedule, "When alarms are raised, in local time. Outside it events are kept for review.",
      example: #"["mon-fri 18:00-07:00", "sat,sun"]"#),
    SettingKey("longest_event", \.longestEvent, in: 30...86_400, "An event that lasts longer is split."),
    SettingKey(
      "still_gate", \.hasStillGate,
      "Whether a snippet in which nothing changes beyond the camera's own noise keeps the score of the one before."),
    SettingKey(
      "privacy", \.privacy,
      "Parts of the picture that are blackened before anything else sees them. Clips are then encoded again, and nothing is recorded continuously.",
      example: "[[0, 0, 0.3, 0, 0.3, 0.4, 0, 0.4]]"),
    SettingKey(
      "zones", \.zones, "Parts of the picture in which something must change for an alarm; if not given, everywhere.",
      example: "[[0.2, 0.5, 1, 0.5, 1, 1, 0.2, 1]]"),
    SettingKey("record", \.record, "What is kept of the video."),
    SettingKey("before", \.before, in: 0...120, "How much a clip shows before its event, at least."),
    SettingKey("after", \.after, in: 0...600, "How much a clip shows after its event, at least."),
    SettingKey("keep", \.keep, in: 60...31_536_000, "How long continuous recordings are kept."),
    SettingKey("keep_events", \.keepEvents, in: 3600...315_360_000, "How long events and their clips are kept."),
    SettingKey("sound", \.hasSound, "Whether sound is recorded too, where the law permits it."),
    SettingKey("silence", \.silence, in: 1...600, "A camera that sends nothing for so long is lost, and connected again."),
    SettingKey(
      "ring", \.ring, in: 1_048_576...1_073_741_824,
      "The most memory for packets that wait for an event; a key-frame interval that needs more shortens what clips show before it."),
  ]

  /// What contradicts itself; nil if nothing does.
  var contradiction: (keys: [String], reason: String)? {
    if !privacy.isEmpty, record == .continuous {
      return (
        ["record", "privacy"],
        "excludes privacy: packets that are copied cannot be blackened; use record: events, or leave out privacy"
      )
    }
    if password != nil, user == nil { return (["password"], "needs user") }
    if reviews.perDay == 0, threshold == nil, alarms.perDay < 1.0 / 365 { return (["alarms"], "is too rare to calibrate") }
    return nil
  }
}
