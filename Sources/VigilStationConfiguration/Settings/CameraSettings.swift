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
    public static var schema: [String: SchemaValue] {
      ["enum": .list([.number(1), .number(5), .number(10)])]
    }
  }

  /// How the packets of an RTSP stream are carried, by the names that `vigil detect --transport` takes.
  public enum Transport: String, SettingChoice {
    /// Over TCP; over UDP from a camera that refuses it.
    case automatic = "auto"
    /// Over the RTSP connection.
    case tcp
    /// In datagrams.
    case udp
    /// In datagrams to a group.
    case multicast
  }

  /// The name, which is that of its folder too.
  public var name = ""
  /// The address of the main stream, which is only copied if there is another to decode.
  public var source: CameraAddress = ""
  /// The address of the stream that is decoded; nil: the main one.
  public var detect: CameraAddress?
  /// The user at the camera.
  public var user: Secret?
  /// The password at the camera.
  public var password: Secret?
  /// Whether the camera is watched at all.
  public var isEnabled = true
  /// How packets come.
  public var transport = Transport.automatic
  /// Whether a certificate that nobody vouches for is accepted.
  public var acceptsAnyCertificate = false
  /// A camera that sends nothing for so long is lost.
  public var silence: Seconds = 10
  /// A camera whose picture has not changed at all for so long is connected to anew.
  public var frozen: Seconds = 120

  /// Its networks.
  public var model: ModelNames = "demo"
  /// The preset; nil: the model's.
  public var preset: String?
  /// The crops; nil: the model's.
  public var crops: Crops?
  /// How many snippets the detector sees at once.
  public var window = 32
  /// The score at which an alarm begins; nil: calibrated from the camera's own scores.
  public var threshold: Double?
  /// The score at which an event to be looked at begins; nil: calibrated too.
  public var reviewThreshold: Double?
  /// How often an alarm is acceptable.
  public var alarms = Rate(perDay: 1.0 / 7)
  /// How often an event that is only to be looked at is acceptable.
  public var reviews = Rate(perDay: 5)
  /// When alarms are raised.
  public var schedule = Schedule.always
  /// An event that lasts longer is split.
  public var longestEvent: Seconds = 600
  /// Whether snippets in which nothing changes are scored from the features before.
  public var hasStillGate = true
  /// Parts of the picture that nobody may see.
  public var privacy: [Region] = []
  /// Parts of the picture in which something must change for an alarm; none: everywhere.
  public var zones: [Region] = []

  /// The program that is asked of an event afterwards; nil: none.
  public var verify: ProgramCommand?
  /// How long it may take.
  public var verifyTimeout: Seconds = 60
  /// Of which events it is asked.
  public var verifySeverity: [ChannelSettings.Severity] = [.alarm]

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
  /// The most memory for packets that are not written yet.
  public var ring: Bytes = 33_554_432
  /// Whether features of events and of quiet times are kept.
  public var keepsFeatures = true
  /// How similar to an event marked false an alarm must be to be kept for review only; nil: none is.
  public var reviewLikeFalse: Double?

  /// The settings of a camera of which the file says nothing.
  public init() {}
}
