public import ArgumentParser
import Foundation
import VigilStation
public import VigilStationConfiguration
import VigilStore

/// Which cameras are changed, and by whom.
struct ChangeOptions: ParsableArguments {
  @Argument(help: "The station's file.")
  var file: String

  @Argument(help: "Cameras, by their names; all if none is given.")
  var cameras: [String] = []

  @Option(help: "Who says so; the name of the user if not given.")
  var by = NSUserName()

  /// Stores a change of each camera; nil takes back what was changed.
  func set(_ keys: [String], to value: String?, until: Date? = nil, saying text: String? = nil) throws {
    let station = try StationFile(URL(filePath: file), secrets: .indifferent)
    try station.check(cameras: cameras)
    for name in cameras.isEmpty ? station.cameras.map(\.name) : cameras {
      for key in keys {
        try StationStore.set(
          RuntimeChange(camera: name, key: key, value: value, by: by, at: Date(), until: until),
          besideStationIn: URL(filePath: station.station.folder))
      }
      if let text { Console.result("\(name): \(text)") }
    }
  }
}

/// `vigil cameras arm FILE CAMERA…`.
struct CamerasArm: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arm", abstract: "Lets cameras raise alarms again, which were disarmed or snoozed.")

  @OptionGroup
  var options: ChangeOptions

  func run() async throws {
    try options.set([Standing.armedKey, Standing.snoozedKey], to: nil, saying: "armed")
  }
}

/// `vigil cameras disarm FILE CAMERA…`.
struct CamerasDisarm: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disarm", abstract: "Keeps cameras from raising alarms; events are kept for review.")

  @OptionGroup
  var options: ChangeOptions

  func run() async throws { try options.set([Standing.armedKey], to: "no", saying: "disarmed") }
}

/// `vigil cameras snooze FILE CAMERA… --for 2h`.
struct CamerasSnooze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snooze", abstract: "Keeps cameras from raising alarms for some time.")

  @OptionGroup
  var options: ChangeOptions

  @Option(name: .customLong("for"), help: "How long, such as 30m or 2h; at most 30d.")
  var length: Seconds

  func validate() throws { try length.requireSnooze() }

  func run() async throws {
    try options.set(
      [Standing.snoozedKey], to: "yes", until: Date() + length.value, saying: "snoozed for \(length.written)")
  }
}

/// `vigil cameras recalibrate FILE CAMERA…`.
struct CamerasRecalibrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recalibrate",
    abstract: "Has thresholds found anew from the cameras' own scores; the station does so within the hour.")

  @OptionGroup
  var options: ChangeOptions

  func run() async throws {
    // Also says that the view of now is the right one, if the camera was moved.
    try options.set([StandingThresholds.recalibratedKey], to: "yes", saying: "to be calibrated again")
    try options.set([StandingThresholds.alarmKey, StandingThresholds.reviewKey], to: nil)
  }
}

extension Seconds {
  /// - Throws: `ValidationError` for a time that is too long to be silent.
  func requireSnooze() throws {
    try require(self <= Seconds(30 * 86_400), "--for takes at most 30d, so that nobody forgets it for ever")
  }
}

extension Seconds: ExpressibleByArgument {
  /// Reads a time such as `2h`.
  public init?(argument: String) {
    guard let seconds = try? Seconds.read(.text(argument)), seconds.value > 0 else { return nil }
    self = seconds
  }
}
