import Foundation
import VigilCore
import VigilMedia
import VigilPipeline
import VigilReport
import VigilScenes

/// One run of `vigil synth`.
struct SynthJob {
  private let options: Synth
  private let set: SceneSet?

  /// Checks everything before anything is written.
  init(_ options: Synth) throws {
    self.options = options
    set = options.set
    let complaints = set?.settings.complaints ?? options.scene.complaints
    guard complaints.isEmpty else { throw CommandError(complaints.joined(separator: "; ")) }
  }

  func run() async throws {
    let interruption = Interruption(consequence: "only complete videos are kept")
    if let set {
      try await render(set, stop: interruption.stop)
    } else {
      try await renderOne(stop: interruption.stop)
    }
  }

  private func renderOne(stop: StopRequest) async throws {
    let file = URL(filePath: options.output)
    guard try await render(options.scene, to: file, label: file.lastPathComponent, stop: stop) else {
      throw CommandError("\(file.path) was not finished and has been removed")
    }
    let made = SceneAnnotation(video: file.lastPathComponent, options.scene)
    try SceneAnnotation.write([made], to: file.deletingPathExtension().appendingPathExtension("csv"))
    let what = made.interval.map {
      "\(made.anomaly?.rawValue ?? "") in frames \($0.lowerBound)-\($0.upperBound)"
    }
    Console.result("\(file.path): \(made.frames) frames, \(what ?? "normal")")
  }

  private func render(_ set: SceneSet, stop: StopRequest) async throws {
    let settings = SceneSettings(
      set, quality: options.writerOptions.quality, bitRate: options.bitrate?.bitsPerSecond)
    let outcome = try await set.fill(URL(filePath: options.output), settings, stop: stop) {
      item, number, file in
      let label = "\(number)/\(set.items.count) \(item.name)"
      return try await render(item.description, to: file, label: label, stop: stop)
    }
    Console.result(
      "\(outcome.rendered) rendered, \(outcome.before) there before"
        + (outcome.left > 0 ? ", \(outcome.left) left" : "")
        + "; manifest in \(options.output)/manifest.csv")
  }

  /// Renders and writes a scene; false if a stop was requested before the end, and then there is no file.
  private func render(
    _ description: SceneDescription, to file: URL, label: String, stop: StopRequest
  ) async throws -> Bool {
    let scene = Scene(description)
    let writer = VideoWriter(file, options: options.writerOptions)
    var progress = ProgressLine(onTerminal: label, total: scene.frameCount)
    defer { progress.finish() }
    for index in 0..<scene.frameCount {
      guard !stop.isRequested else { return false }
      try await writer.append(scene.frame(index))
      progress.update(done: index + 1)
    }
    try await writer.finish()
    return true
  }
}
