import ArgumentParser
import Foundation
import VigilStation
import VigilStationConfiguration
import VigilStore

extension ChangeOptions {
  /// What changes the cameras' models.
  fileprivate var models: ShadowChange {
    get throws {
      ShadowChange(try StationFile(URL(filePath: file), secrets: .indifferent), by: by, at: Date())
    }
  }
}

/// `vigil cameras shadow FILE CAMERA… --model FOLDER`.
struct CamerasShadow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shadow",
    abstract: "Has a second model score beside that of cameras, without events, and compares the two.",
    discussion: """
      The model must be for the same features: one that vigil train --from-station made is. A running station takes it up within seconds \
      and goes on watching meanwhile. vigil cameras adopt puts it in the place of the camera's own.
      """)

  @OptionGroup
  var options: ChangeOptions

  @Option(help: "The folder or the name of the model.")
  var model: String?

  @Flag(help: "Stop the model in shadow.")
  var stop = false

  @Flag(help: "Compare what both would have raised while both scored, at most in the last 30 days.")
  var report = false

  func validate() throws {
    let asked = [model != nil, stop, report].count { $0 }
    try require(asked == 1, "say one of --model, --stop and --report")
  }

  func run() async throws {
    let models = try options.models
    if report { return try compare(models.file) }
    let lines =
      if let model { try models.shadow(options.cameras, by: model) } else { try models.stop(options.cameras) }
    for line in lines { Console.result(line) }
  }

  private func compare(_ file: StationFile) throws {
    try file.check(cameras: options.cameras)
    let store = try StationStore(reading: URL(filePath: file.station.folder))
    var isAny = false
    for camera in file.cameras where options.cameras.isEmpty || options.cameras.contains(camera.name) {
      guard let found = try ShadowComparison(of: camera, in: store, at: Date()) else { continue }
      isAny = true
      Console.result("\(camera.name):")
      for line in found.lines { Console.result("  \(line)") }
    }
    guard isAny else {
      throw CommandError(
        "no model has scored in the shadow of these cameras yet; --model has one do so while the station runs"
      )
    }
  }
}

/// `vigil cameras adopt FILE CAMERA…`.
struct CamerasAdopt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Puts the models in the shadows of cameras in the place of their own.",
    discussion: """
      Thresholds are found at once from the scores in shadow, if there are enough. A running station reads the camera anew within seconds; \
      an event that goes on ends with its clip. vigil cameras revert goes back.
      """)

  @OptionGroup
  var options: ChangeOptions

  func run() async throws {
    for line in try options.models.adopt(options.cameras) { Console.result(line) }
  }
}

/// `vigil cameras revert FILE CAMERA…`.
struct CamerasRevert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Goes back to the models that cameras had before, with their thresholds; at last to the file's."
  )

  @OptionGroup
  var options: ChangeOptions

  func run() async throws {
    for line in try options.models.revert(options.cameras) { Console.result(line) }
  }
}
