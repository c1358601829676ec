import Foundation
import Logging
import VigilCore
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTorch
import VigilTraining

/// A training from features to a model.
struct TrainJob {
  let options: Train
  private let log: Logger
  private let destination: URL
  private let folder: TrainingFolder

  init(options: Train) throws {
    self.options = options
    log = options.log.logger("train")
    destination = URL(filePath: options.output)
    folder = TrainingFolder(beside: destination)
  }

  /// What to train with.
  var videos: TrainingVideos {
    TrainingVideos(options: options, features: folder.url.appending(path: "features"))
  }

  /// Says before hours of work that there is no plug-in, or that the model cannot be put in its place.
  func check() throws {
    _ = try TorchPlugin()
    try checkDestination()
  }

  func run() throws {
    let plugin = try TorchPlugin()
    plugin.setThreads(options.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    if options.device == .cuda, !plugin.hasGPU {
      throw CommandError(
        "--device cuda needs an NVIDIA GPU and a plug-in that was built with LibTorch for it")
    }
    let (normal, abnormal) = try videos.files()
    let set = try FeatureSet(normal: normal, abnormal: abnormal)
    let recipe = try recipe(of: normal + abnormal, crops: set.crops)
    try checkDestination()
    let state = options.resume ? try TrainingState(reading: folder.state) : nil
    let beginning = try startingWeights(features: set.size)

    try folder.make()
    let interruption = Interruption {
      Console.diagnostic("ending: what was reached is kept; press Ctrl-C again to end at once")
    }
    try pool(set, segments: (state?.plan ?? options.plan).segments, interruption)
    let run =
      if let state {
        try TrainingRun(set, pooled: folder.pooled, resuming: state, on: options.device, plugin: plugin)
      } else {
        try TrainingRun(
          set, pooled: folder.pooled, plan: options.plan, weights: beginning, on: options.device,
          plugin: plugin)
      }
    log.info(
      "training",
      metadata: [
        "normal": "\(set.normal.count)", "abnormal": "\(set.abnormal.count)", "crops": "\(set.crops)",
        "features": "\(set.size)", "libtorch": "\(plugin.version)", "step": "\(run.steps)",
      ])
    try train(run, interruption)
    try run.state().write(to: folder.state)
    let model = try write(run, set, recipe)
    if run.steps >= run.plan.steps { try? FileManager.default.removeItem(at: folder.pooled) }
    Console.result("made \(model.url.path) after \(run.steps) of \(run.plan.steps) steps")
  }

  /// Steps until the plan is done or the user asks for the end.
  private func train(_ run: TrainingRun, _ interruption: Interruption) throws {
    let file = try folder.openLog(keeping: run.steps)
    defer { try? file.close() }
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Training", total: run.plan.steps, unit: "steps", screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    while run.steps < run.plan.steps, !interruption.stop.isRequested {
      let (step, rate) = (run.steps, run.plan.learningRate(step: run.steps))
      let terms = try run.step()
      guard terms.total.isFinite else {
        throw CommandError(
          "the loss of step \(step) is not a number; try a smaller --learning-rate (the state of an earlier step is in "
            + "\(folder.state.path))")
      }
      try file.write(
        contentsOf: TrainingFolder.line(
          step: step, rate: rate, elapsed: (clock.now - began) / .seconds(1), terms))
      progress.update(done: run.steps)
      if run.steps.isMultiple(of: 100) || run.steps == run.plan.steps {
        let loss = NumberText.fixed(terms.total, decimals: 4)
        progress.note(
          "step \(run.steps): loss \(loss), classification \(NumberText.fixed(terms.classification, decimals: 4))"
        )
        log.info("trained", metadata: ["step": "\(run.steps)", "loss": "\(loss)"])
      }
      if run.steps.isMultiple(of: options.saveEvery), run.steps < run.plan.steps {
        try run.state().write(to: folder.state)
      }
    }
  }

  /// Pools all videos unless an interrupted training of this output did.
  private func pool(_ set: FeatureSet, segments: Int, _ interruption: Interruption) throws {
    if options.resume, FileManager.default.fileExists(atPath: folder.pooled.path) { return }
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Reading", total: set.normal.count + set.abnormal.count, unit: "videos",
      screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    try TrainingRun.pool(set, segments: segments, to: folder.pooled) { done in
      progress.update(done: done)
      if interruption.stop.isRequested { throw CommandError("interrupted before the first step") }
    }
    progress.finish()
  }

  private func write(_ run: TrainingRun, _ set: FeatureSet, _ recipe: ClipRecipe) throws -> ModelFolder {
    var writer = try ModelFolderWriter(destination, replace: options.replace || options.resume)
    try writer.add(.rtfm(RTFM(features: set.size)), run.weights())
    return try writer.finish(
      ModelSettings(
        name: destination.deletingPathExtension().lastPathComponent, preset: recipe.preset.rawValue,
        crops: recipe.crops.rawValue, createdBy: "vigil \(VigilVersion.current)"))
  }

  /// Says before hours of work that the model cannot be put in its place.
  private func checkDestination() throws {
    let exists = FileManager.default.fileExists(atPath: destination.path)
    if exists, !options.replace, !options.resume {
      throw CommandError("\(destination.path) is already there; add --replace, or choose another name")
    }
    let hasState = FileManager.default.fileExists(atPath: folder.state.path)
    if hasState, !options.resume, !options.replace {
      throw CommandError(
        "\(folder.url.path) has an earlier training; add --resume to go on with it, or --replace")
    }
    if !hasState, options.resume {
      throw CommandError("there is no training to go on with in \(folder.url.path)")
    }
  }

  private func startingWeights(features: Int) throws -> Weights? {
    guard let from = options.from, !options.resume else { return nil }
    let detector = try ModelLibrary().folder(from).detector()
    guard detector.graph.inputs[0].shape.last?.size == features else {
      throw CommandError(
        "the detector of \(from) takes \(detector.graph.inputs[0].shape.last.map { "\($0)" } ?? "?") features, the files have "
          + "\(features)")
    }
    return detector.weights
  }

  /// How the features were made, as far as they say: all in the same way.
  private func recipe(of files: [URL], crops: Int) throws -> ClipRecipe {
    let found = files.compactMap { file in FeatureProvenance.beside(file).map { (file, $0.recipe) } }
    if let first = found.first, let other = found.first(where: { $0.1 != first.1 }) {
      throw CommandError(
        "\(first.0.path) was made with \(first.1), \(other.0.path) with \(other.1); features must be made alike"
      )
    }
    guard let count = CropCount(rawValue: crops) else {
      throw CommandError("the features have \(crops) crops; a model takes 1, 5 or 10")
    }
    let said = try found.first.map { try ClipRecipe(name: $0.1.clips) }
    if let said, let preset = options.preset, said.preset != preset {
      throw CommandError("the features were made with \(said.name), not with --preset \(preset.rawValue)")
    }
    return ClipRecipe(options.preset ?? said?.preset ?? .rtfm, crops: count)
  }

  /// Files of features: those in a folder, those that a list names, or the file itself.
  static func files(_ paths: [String]) throws -> [URL] {
    var files: [URL] = []
    var missing: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        missing.append("there is no \(path)")
        continue
      }
      if isFolder.boolValue {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".npy") }
        if names.isEmpty { missing.append("\(path) has no .npy file") }
        files += names.sorted().map { URL(filePath: path).appending(path: $0) }
      } else if path.hasSuffix(".npy") {
        files.append(URL(filePath: path))
      } else {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let base = URL(filePath: path).deletingLastPathComponent()
        for line in text.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) })
        where !line.isEmpty {
          let url = line.hasPrefix("/") ? URL(filePath: line) : base.appending(path: line)
          if !FileManager.default.fileExists(atPath: url.path) {
            missing.append("\(path) names \(line), which is not there")
          }
          files.append(url)
        }
      }
    }
    guard missing.isEmpty else {
      let shown = missing.prefix(20).joined(separator: "; ")
      throw CommandError(shown + (missing.count > 20 ? "; and \(missing.count - 20) more" : ""))
    }
    return files
  }
}
