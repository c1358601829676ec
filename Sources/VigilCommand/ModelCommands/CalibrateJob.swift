import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilModels
import VigilTuning

/// One run of `vigil models calibrate`.
struct CalibrateJob {
  private let options: ModelsCalibrate
  private let log: Logger
  private let calibration: ThresholdCalibration
  private let videos: [URL]

  /// Checks everything that can be checked before anything is scored.
  init(_ options: ModelsCalibrate) throws {
    self.options = options
    log = options.log.logger("calibrate")
    let selection = try options.scoring.detection.selection()
    let output = options.output.map { URL(filePath: $0) }
    calibration = try ThresholdCalibration(
      ThresholdCalibration.Configuration(
        selection: selection, engine: options.scoring.detection.engine,
        settings: options.scoring.settings(for: selection), alarmsPerDay: options.alarmsPerDay ?? 1,
        seed: options.random.seed, output: output))
    if let output { try Destination.check(output) }
    videos = try ExtractionList(inputs: options.normal, list: nil).videos()
  }

  func run() async throws {
    let interruption = Interruption(consequence: "nothing is stored")
    if !calibration.configuration.selection.isTrained {
      log.warning("the weights are not trained: the threshold means nothing")
    }
    let progress = TuningProgressLine()
    let result = try await calibration.run(
      on: videos, stop: interruption.stop, progress: progress.update, warn: { log.warning("\($0)") })
    progress.finish()
    // Printed before it is stored, so that hours of scoring are not lost if the place cannot be written.
    if options.result.json {
      try Console.json(calibration.cameraFile(result))
    } else {
      for line in result.lines { Console.result(line) }
    }
    let place = try calibration.store(result, stop: interruption.stop)
    if !options.result.json { Console.result("stored in \(options.output ?? place.path)") }
  }
}
