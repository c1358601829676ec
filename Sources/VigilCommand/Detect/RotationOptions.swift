public import ArgumentParser
public import VigilSinks

/// How the results of a source without an end are divided.
struct RotationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Begin a new result folder in DIR at every full 1h, 15m, 1d …, or never: `off`. Cameras and streams: 1h, else off.",
      valueName: "period"))
  var rotate: RotationPeriod?

  @Option(help: "How many of these folders stay, the newest, or `all`; 720 if not given.")
  var keep: KeptParts?

  /// The rotation for a source.
  func rotation(isLive: Bool) -> ResultRotation? {
    ResultRotation(period: rotate, keep: keep ?? .newest(720), isLive: isLive)
  }
}

extension RotationPeriod: ExpressibleByArgument {}
extension KeptParts: ExpressibleByArgument {}
