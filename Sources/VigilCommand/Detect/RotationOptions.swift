import ArgumentParser
import VigilSinks

/// How the results of a source without an end are divided.
struct RotationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Begin a new result folder in DIR at every full 1h, 15m, 1d …, or never: `off`. Cameras and streams: 1h, else off.",
      valueName: "period"))
  var rotate: RotationPeriod?

  @Option(help: "How many of these folders stay, the newest, or `all`.")
  var keep = KeptParts.newest(720)

  /// The rotation for a source.
  func rotation(isLive: Bool) -> ResultRotation? {
    guard let period = (rotate ?? (isLive ? .seconds(3600) : .off)).seconds else { return nil }
    return ResultRotation(period: period, keep: keep.count)
  }
}

/// How long a result folder is written.
enum RotationPeriod: ExpressibleByArgument {
  case seconds(Double), off

  init?(argument: String) {
    guard argument != "off" else {
      self = .off
      return
    }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = argument.last.flatMap({ units[$0] }), let count = Int(argument.dropLast()),
      (1...1000).contains(count)
    else { return nil }
    self = .seconds(Double(count) * unit)
  }

  /// The period in seconds; nil means that results are not divided.
  var seconds: Double? {
    switch self {
    case .seconds(let seconds): seconds
    case .off: nil
    }
  }
}

/// How many result folders stay.
enum KeptParts: ExpressibleByArgument {
  case newest(Int), all

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument), count >= 1 {
      self = .newest(count)
    } else {
      return nil
    }
  }

  /// The count; nil means all.
  var count: Int? {
    switch self {
    case .newest(let count): count
    case .all: nil
    }
  }

  var defaultValueDescription: String { count.map(String.init) ?? "all" }
}
