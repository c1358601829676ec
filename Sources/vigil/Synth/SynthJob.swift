import Foundation
import VigilCore
import VigilMedia
import VigilPipeline
import VigilReport
import VigilScenes

/// One run of `vigil synth`.
struct SynthJob {
  private let options: Synth
  private let clock = ContinuousClock()

  /// Checks everything before anything is written.
  init(_ options: Synth) throws {
    self.options = options
    let anomalies: [Anomaly?] =
      options.count == nil
      ? [options.anomaly.anomaly] : [nil] + (options.anomalies?.anomalies ?? Anomaly.allCases)
    var complaints: [String] = []
    for anomaly in anomalies {
      for complaint in options.description(seed: options.seed, anomaly: anomaly).complaints
      where !complaints.contains(complaint) {
        complaints.append(complaint)
      }
    }
    guard complaints.isEmpty else { throw CommandError(complaints.joined(separator: "; ")) }
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: only complete videos are kept; press Ctrl-C again to quit at once")
    }
    if let count = options.count {
      try await render(SceneSet(options, count: count), stop: interruption.stop)
    } else {
      try await renderOne(stop: interruption.stop)
    }
  }

  private func renderOne(stop: StopRequest) async throws {
    let file = URL(filePath: options.output)
    let scene = Scene(options.description(seed: options.seed, anomaly: options.anomaly.anomaly))
    guard try await render(scene, to: file, label: file.lastPathComponent, stop: stop) else {
      throw CommandError("\(file.path) was not finished and has been removed")
    }
    let annotation = file.deletingPathExtension().appendingPathExtension("csv")
    try SceneAnnotation.write([self.annotation(of: scene, as: file.lastPathComponent)], to: annotation)
    Console.result(line(scene, file: file.path))
  }

  private func render(_ set: SceneSet, stop: StopRequest) async throws {
    let folder = URL(filePath: options.output)
    try set.recipe(options).claim(folder)
    var annotations: [SceneAnnotation] = []
    var rendered = 0
    for (number, item) in set.items.enumerated() {
      let file = folder.appending(path: item.name)
      let isThere = FileManager.default.fileExists(atPath: file.path)
      if !isThere, stop.isRequested { continue }
      let facts = SceneFacts(item.description)
      if !isThere {
        let label = "\(number + 1)/\(set.items.count) \(item.name)"
        guard try await render(Scene(item.description), to: file, label: label, stop: stop) else { continue }
        rendered += 1
      }
      annotations.append(
        SceneAnnotation(
          video: item.name, anomaly: item.description.anomaly, frames: facts.frameCount,
          interval: facts.anomaly))
    }
    try SceneAnnotation.write(annotations, to: folder.appending(path: "manifest.csv"))
    let left = set.items.count - annotations.count
    Console.result(
      "\(rendered) rendered, \(annotations.count - rendered) there before"
        + (left > 0 ? ", \(left) left" : "")
        + "; manifest in \(options.output)/manifest.csv")
  }

  /// Renders and writes a scene; false if a stop was requested before the end, and then there is no file.
  private func render(_ scene: Scene, to file: URL, label: String, stop: StopRequest) async throws -> Bool {
    let writer = VideoWriter(file, options: options.writerOptions)
    let clock = clock
    let began = clock.now
    var progress = ProgressLine(
      label, total: scene.frameCount, screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    for index in 0..<scene.frameCount {
      guard !stop.isRequested else { return false }
      try await writer.append(scene.frame(index))
      progress.update(done: index + 1)
    }
    try await writer.finish()
    return true
  }

  private func annotation(of scene: Scene, as name: String) -> SceneAnnotation {
    SceneAnnotation(
      video: name, anomaly: scene.description.anomaly, frames: scene.frameCount, interval: scene.anomaly)
  }

  private func line(_ scene: Scene, file: String) -> String {
    let what =
      scene.anomaly.map {
        "\(scene.description.anomaly?.rawValue ?? "") in frames \($0.lowerBound)-\($0.upperBound)"
      }
      ?? "normal"
    return "\(file): \(scene.frameCount) frames, \(what)"
  }
}
