/// One place that people are told by, under `notify:` in the file.
public struct ChannelSettings: Hashable, Sendable {
  /// What a body looks like.
  public enum Preset: String, SettingChoice {
    /// All that is known, for programs.
    case json
    /// ntfy, of which the address is that of the topic.
    case ntfy
    /// Gotify.
    case gotify
    /// An incoming webhook of Slack, or of what understands the same.
    case slack
    /// A webhook of Discord.
    case discord
    /// A bot of Telegram.
    case telegram
  }

  /// An event's severity.
  public enum Severity: String, SettingChoice {
    /// Worth waking somebody.
    case alarm
    /// Worth a look.
    case review
  }

  /// When something is told.
  public enum Phase: String, SettingChoice {
    /// At its beginning.
    case began
    /// With each change.
    case updated
    /// At its end.
    case ended
    /// When the program under `verify` has said what it was.
    case judged
  }

  /// The name, by which messages wait for it.
  public var name = ""
  /// Where messages go; the file must have this or a command.
  public var url: ChannelAddress?
  /// The program that is told.
  public var command: ProgramCommand?
  /// What a body looks like.
  public var preset = Preset.json
  /// A token for the service.
  public var token: Secret?
  /// By which messages are signed, each of them.
  public var secrets: [SigningSecret] = []
  /// A body instead of that of the preset.
  public var body: BodyTemplate?
  /// Which cameras; none: all.
  public var cameras: [String] = []
  /// Which events.
  public var severity: [Severity] = [.alarm]
  /// When; nil: as it suits the preset.
  public var tell: [Phase]?
  /// Whether what is wrong with cameras and the station is told.
  public var tellsHealth = true
  /// What is wrong for less than this is not told.
  public var healthDelay: Seconds = 600
  /// How much is told by a message each; nil: everything.
  public var atMost: MessageLimit?
  /// When it is told something.
  public var schedule = Schedule.always
  /// When it is told of events to be looked at; nil: as of all else.
  public var reviewSchedule: Schedule?
  /// When it is told what is wrong; nil: as of all else.
  public var healthSchedule: Schedule?
  /// When it is told what happened in the week or the day before; nil: never.
  public var summary: SummaryTime?
  /// After which time it is told what nobody has acknowledged; nil: everything at once.
  public var escalateAfter: Seconds?
  /// How long a request may take.
  public var timeout: Seconds = 20

  // MARK: Of a broker, or of a mail server

  /// Whom the broker knows the station as.
  public var user: Secret?
  /// The password of the user.
  public var password: Secret?
  /// Certificates that the broker's is trusted by; nil for the system's; from a file, an absolute path.
  public var authorities: String?
  /// What all topics begin with, before the station's name.
  public var topic: TopicPrefix = "vigil"
  /// What the broker tells its clients apart by; nil for one that follows from machine, station and channel.
  public var clientID: ClientID?
  /// Whether Home Assistant is told of the cameras.
  public var isDiscovered = true
  /// Where Home Assistant looks for what it is told.
  public var discoveryTopic: TopicPrefix = "homeassistant"
  /// Whether cameras can be armed and disarmed by messages.
  public var takesCommands = false
  /// Whether pictures of events are sent; nil: by mail they are.
  public var pictures: Bool?

  // MARK: Of mail

  /// Whose mail it is.
  public var from: MailAddress?
  /// Who has it.
  public var to: [MailAddress] = []
  /// Whether it is encrypted; nil: as it suits the server's place.
  public var encryption: Encryption?

  /// How a connection to a mail server is encrypted, by STARTTLS.
  public enum Encryption: String, SettingChoice {
    /// Without it nothing is sent.
    case required
    /// If the server offers it.
    case offered
    /// It is not.
    case none
  }

  /// How a channel tells.
  public enum Kind: Hashable, Sendable {
    /// Posts to an address.
    case webhook
    /// Publishes at a broker of MQTT.
    case broker
    /// Gives mail to a server.
    case mail
    /// Runs a program.
    case command
  }

  /// How it tells; nil if the file does not say where, or says it by a name that nobody has looked up.
  public var kind: Kind? {
    guard let url else { return command == nil ? nil : .command }
    guard url.isKnown else { return nil }
    return url.isBroker ? .broker : url.isMail ? .mail : .webhook
  }

  /// The settings of a channel of which the file says nothing.
  public init() {}

  /// When something is told. A program and ntfy replace what they were told before; the others, and mail, would show the end as a message of its own.
  public var phases: [Phase] {
    tell ?? (kind != .mail && [.json, .ntfy].contains(preset) ? [.began, .ended, .judged] : [.began])
  }

  /// Whether pictures of events are sent.
  public var hasPictures: Bool { pictures ?? (kind == .mail) }

  /// How a connection to the mail server is encrypted.
  public var mailEncryption: Encryption {
    encryption ?? (url?.isLoopback == true && url?.isEncrypted == false ? .offered : .required)
  }

  /// Whether the password goes over a network, or may do so, for all to read.
  public var revealsPassword: Bool {
    guard password != nil, let url, !url.isEncrypted else { return false }
    return kind == .broker || !url.isLoopback && mailEncryption != .required
  }
}
