public import VigilCore

/// How bright each part of the picture was during a snippet: at least, at most and on average, on the samples of a `LightGrid`.
public struct LightSurvey: Hashable, Sendable {
  /// The least brightness of each sample, in sixteenths of a grey level.
  public private(set) var lowest: [UInt16] = []
  /// The greatest.
  public private(set) var highest: [UInt16] = []
  /// How many frames were seen.
  public private(set) var frames = 0
  private var sums: [UInt32] = []

  /// Makes a survey of no frames.
  public init() {}

  /// Adds a frame.
  public mutating func add(_ frame: Frame) { add(LightGrid(frame)) }

  /// Adds the samples of a frame.
  public mutating func add(_ grid: LightGrid) {
    frames += 1
    guard frames > 1 else {
      (lowest, highest) = (grid.samples, grid.samples)
      sums = grid.samples.map(UInt32.init)
      return
    }
    Self.gather(grid.samples.span, &lowest, &highest, &sums)
  }

  private static func gather(
    _ samples: Span<UInt16>, _ lowest: inout [UInt16], _ highest: inout [UInt16], _ sums: inout [UInt32]
  ) {
    var low = lowest.mutableSpan
    var high = highest.mutableSpan
    var sum = sums.mutableSpan
    for place in 0..<samples.count {
      let sample = samples[unchecked: place]
      low[unchecked: place] = min(low[unchecked: place], sample)
      high[unchecked: place] = max(high[unchecked: place], sample)
      sum[unchecked: place] &+= UInt32(sample)
    }
  }

  /// The mean of each sample, in grey levels.
  ///
  /// - Precondition: there are frames.
  public var means: [Float] {
    let scale = 1 / (Float(frames) * LightGrid.steps)
    return sums.map { Float($0) * scale }
  }

  /// Ends the survey and begins another; nil if no frame was seen.
  public mutating func take() -> LightSurvey? {
    defer { self = LightSurvey() }
    return frames > 0 ? self : nil
  }
}
