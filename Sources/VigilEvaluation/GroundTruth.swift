/// Which frames of a video are abnormal.
public struct GroundTruth: Hashable, Sendable {
  /// The number of frames.
  public var frames: Int
  /// Abnormal stretches, in order, disjoint, within the frames.
  public private(set) var abnormal: [Range<Int>]

  /// Takes stretches in any order; those that touch are merged, and parts outside the video are cut off.
  public init(frames: Int, abnormal: [Range<Int>]) {
    precondition(frames >= 0, "the number of frames must not be negative")
    self.frames = frames
    var merged: [Range<Int>] = []
    for range in abnormal.map({ $0.clamped(to: 0..<frames) }).sorted(by: { $0.lowerBound < $1.lowerBound })
    where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.abnormal = merged
  }

  /// Takes a label for each frame.
  public init(labels: some Collection<Bool>) {
    var ranges: [Range<Int>] = []
    for (frame, isAbnormal) in labels.enumerated() where isAbnormal {
      if let last = ranges.last, last.upperBound == frame {
        ranges[ranges.count - 1] = last.lowerBound..<frame + 1
      } else {
        ranges.append(frame..<frame + 1)
      }
    }
    self.init(frames: labels.count, abnormal: ranges)
  }

  /// The number of abnormal frames.
  public var abnormalFrames: Int { abnormal.reduce(0) { $0 + $1.count } }

  /// The number of abnormal frames in a stretch.
  public func abnormalFrames(in range: Range<Int>) -> Int {
    // The first stretch that ends after the range begins.
    var (low, high) = (0, abnormal.count)
    while low < high {
      let middle = (low + high) / 2
      if abnormal[middle].upperBound > range.lowerBound { high = middle } else { low = middle + 1 }
    }
    var count = 0
    while low < abnormal.count, abnormal[low].lowerBound < range.upperBound {
      count += abnormal[low].clamped(to: range).count
      low += 1
    }
    return count
  }
}
