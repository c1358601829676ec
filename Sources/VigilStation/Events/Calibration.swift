import Foundation
import Logging
import VigilCore
import VigilStationConfiguration

/// Finds the thresholds of cameras from their own scores.
struct Calibration {
  let archive: Archive
  let clocks: Clocks
  let log: Logger

  func run(_ cameras: [CameraSettings], at date: Date) async {}
}
