/// What the station does as a whole.
public struct StationSettings: Hashable, Sendable {
  /// Where the database, clips and keys are; from a file, an absolute path.
  public var folder = "/var/lib/vigil"
  /// Recording stops while less is free on the disk.
  public var free: Bytes = 2_147_483_648
  /// The most that recordings and clips may take; nil: what the disk has.
  public var most: Bytes?
  /// How long scores are kept.
  public var keepScores: Seconds = 31_536_000
  /// How long features are kept.
  public var keepFeatures: Seconds = 2_592_000
  /// The most that features may take in the database.
  public var mostFeatures: Bytes = 536_870_912
  /// Processor threads that compute; nil: all cores.
  public var threads: Int?
  /// Where it answers over HTTP.
  public var listen = ListenAddress.usual
  /// Names by which browsers may ask for it.
  public var hosts: [HostName] = []
  /// Proxies whose word for the address of a client is taken.
  public var proxies: [NumericAddress] = []
  /// The certificate for HTTPS, with those between it and a known authority; from a file, an absolute path.
  public var certificate: String?
  /// The private key of the certificate; from a file, an absolute path.
  public var certificateKey: String?
  /// With it a monitoring system reads the metrics.
  public var metricsToken: Secret?
  /// What is requested while the station does its work.
  public var heartbeat: PingAddress?
  /// How often.
  public var heartbeatEvery: Seconds = 60

  /// The settings of a station of which the file says nothing.
  public init() {}
}

extension StationSettings {
  /// All keys of the station, in the order of the reference page.
  public static let keys: [SettingKey<StationSettings>] = [
    SettingKey(
      "folder", \.folder,
      "Where the database, clips, recordings and keys are kept. A relative path begins at the folder of this file."
    ),
    SettingKey(
      "free", \.free, in: 104_857_600...1_099_511_627_776,
      "Recording stops while less than this is free on the disk; detection goes on."),
    SettingKey(
      "most", \.most, in: 104_857_600...1_125_899_906_842_624,
      "The most that recordings and clips may take; the oldest go first. If not given, what the disk has.",
      example: "200GiB"),
    SettingKey("keep_scores", \.keepScores, in: 86_400...315_360_000, "How long scores are kept."),
    SettingKey(
      "keep_features", \.keepFeatures, in: 3600...315_360_000,
      "How long features of events and quiet times are kept; those of an event leave with it."),
    SettingKey(
      "most_features", \.mostFeatures, in: 1_048_576...1_099_511_627_776,
      "The most that features may take in the database; the oldest go first, those of labelled events last."),
    SettingKey(
      "threads", \.threads, in: 1...1024,
      "Processor threads that compute the networks of all cameras. If not given, all cores.",
      example: "2"),
    SettingKey(
      "listen", \.listen,
      "Where the station answers over HTTP. Other machines reach it only at an address that is not 127.0.0.1, which needs a user: `vigil users add`."
    ),
    SettingKey(
      "hosts", \.hosts,
      "Names by which browsers may ask for the station, beside its addresses and localhost. Others are refused.",
      example: "[station.example]"),
    SettingKey(
      "proxies", \.proxies,
      "Proxies in front of the station whose X-Forwarded-For and X-Forwarded-Proto are believed.",
      example: "[192.168.1.2]"),
    SettingKey(
      "certificate", \.certificate,
      "The certificate for HTTPS, PEM, followed by those between it and a known authority. Only HTTPS is spoken then. A relative path begins at the folder of this file.",
      example: "station.pem"),
    SettingKey(
      "certificate_key", \.certificateKey, "The private key of the certificate, PEM, without a password.",
      example: "station.key"),
    SettingKey(
      "metrics_token", \.metricsToken,
      "With it a monitoring system reads the metrics without a user; at least 16 characters.",
      example: "${METRICS_TOKEN}"),
    SettingKey(
      "heartbeat", \.heartbeat,
      "The address of a service that notices when it no longer hears of the station, such as healthchecks.io: it gets an empty POST again and again while the station does its work. Nobody sees more of it than its host.",
      example: "https://hc-ping.com/a-check-nobody-guesses"),
    SettingKey("heartbeat_every", \.heartbeatEvery, in: 10...86_400, "How often `heartbeat` is requested."),
  ]

  /// Two keys that contradict each other, the one to tell of first, and why.
  var contradiction: (keys: [String], reason: String)? {
    if certificate != nil, certificateKey == nil {
      return (["certificate"], "has no key beside it; name the file of its private key by certificate_key")
    }
    if certificate == nil, certificateKey != nil {
      return (
        ["certificate_key"], "has no certificate beside it; name the file of the certificate by certificate"
      )
    }
    if let metricsToken, metricsToken.revealed.utf8.count < 16 {
      return (
        ["metrics_token"], "has fewer than 16 characters; take a longer one, such as of openssl rand -hex 16"
      )
    }
    return nil
  }
}
