import SwiftProtobuf
import VigilCore

/// How a convolution over volumes, [N, C, T, H, W], is written as one over planes.
package struct PlaneLayout {
  /// What becomes of the volume.
  package enum Arrangement: Hashable {
    /// A window over time alone: [N, C, T, H W], nothing is moved.
    case time
    /// A window over frames: [N T, taps C, H, W], the frames that a window sees behind each other as channels.
    case frames(taps: Int)
  }

  /// The extents before and after, [N, C, T, H, W]; nil for those that may vary.
  let input, output: [Int?]
  /// The window over the volume.
  let window: Window
  package let arrangement: Arrangement

  /// Nil for what is no convolution over volumes, and for extents that may vary but for the first.
  package init?(_ window: Window, from input: [Dimension], to output: [Dimension]) {
    guard window.kernel.count == 3, input.count == 5, output.count == 5,
      (input.dropFirst() + output.dropFirst()).allSatisfy({ $0.size != nil })
    else { return nil }
    (self.window, self.input, self.output) = (window, input.map(\.size), output.map(\.size))
    let isOverTime = (1...2).allSatisfy {
      window.kernel[$0] == 1 && window.stride[$0] == 1 && window.padding[$0] == 0
    }
    arrangement = isOverTime ? .time : .frames(taps: window.kernel[0])
  }

  /// The window over planes.
  var planeWindow: Window {
    switch arrangement {
    case .time:
      Window(
        [window.kernel[0], 1], stride: [window.stride[0], 1], padding: [window.padding[0], 0],
        dilation: [window.dilation[0], 1])
    case .frames:
      Window(
        Array(window.kernel[1...]), stride: Array(window.stride[1...]), padding: Array(window.padding[1...]),
        dilation: Array(window.dilation[1...]))
    }
  }

  /// The shape of the weights [O, C, kT, kH, kW] for planes.
  package func shape(ofWeights shape: [Int]) -> [Int] {
    switch arrangement {
    case .time: [shape[0], shape[1], shape[2], 1]
    case .frames(let taps): [shape[0], taps * shape[1], shape[3], shape[4]]
    }
  }

  /// The weights [O, C, kT, kH, kW] in the order for planes, [O, kT C, kH, kW] for frames.
  package func weights<Value>(_ values: [Value], shape: [Int]) -> [Value] {
    guard case .frames(let taps) = arrangement, taps > 1 else { return values }
    let (channels, plane) = (shape[1], shape[3] * shape[4])
    var arranged: [Value] = []
    arranged.reserveCapacity(values.count)
    for output in 0..<shape[0] {
      for tap in 0..<taps {
        for channel in 0..<channels {
          let start = ((output * channels + channel) * taps + tap) * plane
          arranged += values[start..<start + plane]
        }
      }
    }
    return arranged
  }
}

extension ONNXTranslation {
  /// Adds the nodes that lay a volume out in planes.
  ///
  /// - Returns: the name of the planes.
  mutating func layOut(_ input: String, _ layout: PlaneLayout, for name: String) -> String {
    switch layout.arrangement {
    case .time:
      return reshape(input, [0, 0, 0, -1], "\(name).rows")
    case .frames(let taps):
      let frames = taps == 1 && layout.window.stride[0] == 1 ? input : windows(input, layout, for: name)
      append("Transpose", [frames], "\(name).frames", [.integers("perm", [0, 2, 1, 3, 4])])
      let extents = [-1, taps * (layout.input[1] ?? 0), layout.input[3] ?? 0, layout.input[4] ?? 0]
      return reshape("\(name).frames", extents, "\(name).batch")
    }
  }

  /// Adds the nodes that make a volume of planes again.
  mutating func restore(_ planes: String, _ layout: PlaneLayout, as name: String) {
    let extents = layout.output.map { $0 ?? 0 }
    switch layout.arrangement {
    case .time:
      _ = reshape(planes, [0, 0, 0, extents[3], extents[4]], name)
    case .frames:
      let volume = reshape(planes, [-1, extents[2], extents[1], extents[3], extents[4]], "\(name).moments")
      append("Transpose", [volume], name, [.integers("perm", [0, 2, 1, 3, 4])])
    }
  }

  /// The frames that each window sees, as channels: [N, C, T, H, W] -> [N, taps C, T', H, W].
  private mutating func windows(_ input: String, _ layout: PlaneLayout, for name: String) -> String {
    let (padding, stride, dilation) = (
      layout.window.padding[0], layout.window.stride[0], layout.window.dilation[0]
    )
    var source = input
    if padding > 0 {
      let pads = constant(
        "\(name).pads", [10], .integers([0, 0, padding, 0, 0, 0, 0, padding, 0, 0].map(Int64.init)))
      source = "\(name).padded"
      append("Pad", [input, pads], source)
    }
    let axis = constant("\(name).axis", [1], .integers([2]))
    let step = constant("\(name).stride", [1], .integers([Int64(stride)]))
    let moments = layout.output[2] ?? 1
    let taps = (0..<layout.window.kernel[0]).map { tap in
      let first = tap * dilation
      let start = constant("\(name).start\(tap)", [1], .integers([Int64(first)]))
      let end = constant("\(name).end\(tap)", [1], .integers([Int64(first + (moments - 1) * stride + 1)]))
      append("Slice", [source, start, end, axis, step], "\(name).tap\(tap)")
      return "\(name).tap\(tap)"
    }
    append("Concat", taps, "\(name).windows", [.integer("axis", 1)])
    return "\(name).windows"
  }

  private mutating func reshape(_ input: String, _ extents: [Int], _ name: String) -> String {
    let shape = constant("\(name).extents", [extents.count], .integers(extents.map(Int64.init)))
    append("Reshape", [input, shape], name)
    return name
  }
}
