/// How long a result folder is written, as `1h`, `15m`, `1d`, `30s` or `off`.
public enum RotationPeriod: Hashable, Sendable, LosslessStringConvertible {
  /// This many seconds.
  case seconds(Int)
  /// Results are not divided.
  case off

  private static let units: [(name: Character, seconds: Int)] = [
    ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// Reads 1 to 1000 of a unit, or `off`; nil for anything else.
  public init?(_ text: String) {
    guard text != "off" else {
      self = .off
      return
    }
    guard let unit = Self.units.first(where: { $0.name == text.last }), let count = Int(text.dropLast()),
      (1...1000).contains(count)
    else { return nil }
    self = .seconds(count * unit.seconds)
  }

  /// The period in seconds; nil means that results are not divided.
  public var seconds: Double? {
    switch self {
    case .seconds(let seconds): Double(seconds)
    case .off: nil
    }
  }

  /// As it is written, in the largest unit that fits.
  public var description: String {
    guard case .seconds(let seconds) = self else { return "off" }
    let unit = Self.units.first { seconds.isMultiple(of: $0.seconds) }
    return unit.map { "\(seconds / $0.seconds)\($0.name)" } ?? "off"
  }
}

/// How many result folders stay, as a number or `all`.
public enum KeptParts: Hashable, Sendable, LosslessStringConvertible {
  /// This many, the newest.
  case newest(Int)
  /// All of them.
  case all

  /// Reads a number of at least 1, or `all`; nil for anything else.
  public init?(_ text: String) {
    if text == "all" {
      self = .all
    } else if let count = Int(text), count >= 1 {
      self = .newest(count)
    } else {
      return nil
    }
  }

  /// The count; nil means all.
  public var count: Int? {
    switch self {
    case .newest(let count): count
    case .all: nil
    }
  }

  /// As it is written.
  public var description: String { count.map(String.init) ?? "all" }
}

extension ResultRotation {
  /// Divides results as was asked for, else those of cameras and streams at every full hour.
  ///
  /// - Returns: nil if results are not divided.
  public init?(period: RotationPeriod?, keep: KeptParts, isLive: Bool) {
    guard let seconds = (period ?? (isLive ? .seconds(3600) : .off)).seconds else { return nil }
    self.init(period: seconds, keep: keep.count)
  }
}
