import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilModels
import VigilTuning

/// One run of `vigil models cascade`.
struct CascadeJob {
  private let options: ModelsCascade
  private let log: Logger
  private let calibration: CascadeCalibrationRun

  /// Checks everything that can be checked before anything is scored.
  init(_ options: ModelsCascade) throws {
    self.options = options
    log = options.log.logger("cascade")
    let selection = try options.scoring.detection.selection()
    calibration = try CascadeCalibrationRun(
      CascadeCalibrationRun.Configuration(
        selection: selection, engine: options.scoring.detection.engine,
        settings: options.scoring.settings(for: selection), mostMissed: options.maxMissed,
        margin: options.margin),
      footage: ExtractionList(inputs: options.footage, list: nil).videos(),
      holdOut: options.holdOut.isEmpty
        ? [] : ExtractionList(inputs: options.holdOut, list: nil).videos())
  }

  func run() async throws {
    let interruption = Interruption(consequence: "nothing is stored")
    if !calibration.configuration.selection.isTrained {
      log.warning("the weights are not trained: the bound means nothing")
    }
    let progress = TuningProgressLine()
    let result = try await calibration.run(
      stop: interruption.stop, progress: progress.update, warn: { log.warning("\($0)") })
    progress.finish()
    let folder = try calibration.store(result, stop: interruption.stop)
    if options.result.json { return try Console.json(result) }
    for line in result.lines { Console.result(line) }
    if let folder {
      Console.result("stored in \(folder.path)")
    } else {
      Console.result(
        "test weights have no manifest to keep it in; use vigil detect --cascade-bound \(result.bound)")
    }
  }
}
