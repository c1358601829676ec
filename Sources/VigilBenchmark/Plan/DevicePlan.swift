import VigilCore
import VigilReport

/// Chooses which of the measured setups a machine should run.
public struct DevicePlan: Sendable {
  /// Frames per second of a camera, and how many cameras there are.
  public var framesPerSecond: Double
  /// The number of cameras.
  public var cameras: Int
  /// The memory limit in MiB; nil for none.
  public var memory: Double?
  /// All setups, in order of preference, whether or not they are sufficient.
  public private(set) var options: [PlanOption]

  /// Orders setups by the value of their scores: more crops first, as published; with equal crops, cut crops
  /// before those of whole frames; then the smaller drift, an unknown one last; among equals the faster.
  public init(framesPerSecond: Double, cameras: Int, memory: Double?, options: [PlanOption]) {
    self.framesPerSecond = framesPerSecond
    self.cameras = cameras
    self.memory = memory
    self.options = options.sorted { first, second in
      let (a, b) = (first.setup.preprocessing.crops, second.setup.preprocessing.crops)
      if a != b { return a > b }
      if first.seesWholeFrames != second.seesWholeFrames { return second.seesWholeFrames }
      let (drift, other) = (first.drift ?? .infinity, second.drift ?? .infinity)
      return drift != other ? drift < other : first.framesPerSecond > second.framesPerSecond
    }
  }

  /// Why a setup is insufficient; empty if it is not.
  public func obstacles(_ option: PlanOption) -> [String] {
    var obstacles: [String] = []
    let needed = framesPerSecond * Double(cameras)
    if option.cameras(framesPerSecond: framesPerSecond) < cameras {
      obstacles.append(
        "\(Figure.text(option.framesPerSecond)) frames/s with headroom are fewer than \(Figure.text(needed))"
      )
    }
    if let memory, let used = option.memory, used > memory {
      obstacles.append("\(Figure.text(used)) MiB exceed \(Figure.text(memory))")
    } else if memory != nil, option.memory == nil {
      obstacles.append("its memory use is unknown")
    }
    return obstacles
  }

  /// The preferred sufficient setup; nil if there is none.
  public var recommended: PlanOption? { options.first { obstacles($0).isEmpty } }

  /// The fastest setup that fits into the memory, for when none reaches the target; nil if none fits.
  public var fastest: PlanOption? {
    options.filter { option in memory.map { (option.memory ?? .infinity) <= $0 } ?? true }
      .max { $0.framesPerSecond < $1.framesPerSecond }
  }
}
