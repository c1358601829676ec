import VigilCore
import VigilReport

/// Which of the setups that were measured a machine should run.
public struct DevicePlan: Sendable {
  /// Frames per second of a camera, and how many cameras there are.
  public var framesPerSecond: Double
  /// How many cameras there are.
  public var cameras: Int
  /// The most memory in MiB; nil for any.
  public var memory: Double?
  /// All setups, the most wanted first, whether or not they hold.
  public private(set) var options: [PlanOption]

  /// Orders setups by what their scores are worth: more crops first, as published; of as many crops those cut out of
  /// frames before those of whole frames; then the smaller drift, an unknown one last; of equal ones the faster.
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

  /// Why a setup does not do; empty if it does.
  public func obstacles(_ option: PlanOption) -> [String] {
    var obstacles: [String] = []
    let needed = framesPerSecond * Double(cameras)
    if option.cameras(framesPerSecond: framesPerSecond) < cameras {
      obstacles.append(
        "\(Figure.text(option.framesPerSecond)) frames/s with room to spare are too few for \(Figure.text(needed))"
      )
    }
    if let memory, let used = option.memory, used > memory {
      obstacles.append("\(Figure.text(used)) MiB are more than \(Figure.text(memory))")
    } else if memory != nil, option.memory == nil {
      obstacles.append("the system does not tell how much memory it takes")
    }
    return obstacles
  }

  /// The most wanted setup that does; nil if none does.
  public var recommended: PlanOption? { options.first { obstacles($0).isEmpty } }

  /// The fastest setup that fits into the memory, for when none holds the target; nil if none fits.
  public var fastest: PlanOption? {
    options.filter { option in memory.map { (option.memory ?? .infinity) <= $0 } ?? true }
      .max { $0.framesPerSecond < $1.framesPerSecond }
  }
}
