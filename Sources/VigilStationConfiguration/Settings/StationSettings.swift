/// What the station does as a whole.
public struct StationSettings: Hashable, Sendable {
  /// Where the database, clips and keys are.
  public var folder = "/var/lib/vigil"
  /// The address and port of the HTTP interface; empty: none.
  public var listen = "127.0.0.1:8571"
  /// The certificate chain of the HTTP interface, PEM.
  public var certificate: String?
  /// The private key of the HTTP interface, PEM.
  public var key: String?
  /// Names by which the HTTP interface may be called besides its address.
  public var hosts: [String] = []
  /// Recording stops while less is free on the disk.
  public var free: Bytes = 2_147_483_648
  /// The most that recordings and clips may take; nil: what the disk has.
  public var most: Bytes?
  /// How long scores are kept.
  public var keepScores: Seconds = 31_536_000

  /// The settings of a station of which the file says nothing.
  public init() {}
}

extension StationSettings {
  /// All keys of the station, in the order of the reference page.
  public static let keys: [SettingKey<StationSettings>] = [
    SettingKey("folder", \.folder, "Where the database, clips, recordings and keys are kept.", isRequired: true),
    SettingKey(
      "listen", \.listen,
      "The address and port of the HTTP interface. Other addresses than loopback need a user with a password (`vigil users add`)."),
    SettingKey("certificate", \.certificate, "The certificate chain of the HTTP interface, in PEM.", example: "/etc/vigil/chain.pem"),
    SettingKey("key", \.key, "The private key of the certificate, in PEM.", example: "/etc/vigil/key.pem"),
    SettingKey(
      "hosts", \.hosts, "Names by which browsers may call the HTTP interface, besides its address.",
      example: "[vigil.example.org]"),
    SettingKey("free", \.free, in: 104_857_600...1_099_511_627_776, "Recording stops while less than this is free on the disk; detection goes on."),
    SettingKey("most", \.most, in: 104_857_600...1_099_511_627_776_000, "The most that recordings and clips may take; the oldest go first."),
    SettingKey("keep_scores", \.keepScores, in: 86_400...315_360_000, "How long scores are kept."),
  ]
}
