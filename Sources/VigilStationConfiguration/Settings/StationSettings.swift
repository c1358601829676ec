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
  /// Processor threads that compute; nil: all cores.
  public var threads: Int?

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
      "threads", \.threads, in: 1...1024,
      "Processor threads that compute the networks of all cameras. If not given, all cores.",
      example: "2"),
  ]
}
