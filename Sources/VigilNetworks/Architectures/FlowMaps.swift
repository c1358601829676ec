/// Flow at one size of the frame, as a map for each measure and moment.
struct FlowMaps {
  /// How many times the frame was halved.
  let level: Int
  /// The windows over which flow is compared with that of its neighbours.
  let neighbourhoods: [Int]

  typealias Value = GraphBuilder.Value

  /// A map [N, T - 1, h, w], about 24 rows, and the factor that converts its numbers to their unit.
  struct Map {
    var value: Value
    var factor: Double
  }

  /// Adds the maps of frames [N, T, H, W]: speed; for each neighbourhood how much speed is lost by averaging
  /// flow over it; change of grey that flow does not explain; change of grey.
  func append(_ frames: Value, _ build: inout GraphBuilder) -> [Map] {
    let sums = sums(frames, &build)
    let flow = flow(sums, &build)
    let pixels = Double(1 << level)  // in pixels of the full size
    var maps = [coarse(flow.speed, pixels, "speed", &build)]
    for size in neighbourhoods {
      let near = "near\(size)"
      let mean = magnitude(
        box(flow.x, size, "\(near).x", &build), box(flow.y, size, "\(near).y", &build), "\(near).flow", &build
      )
      let lost = call(.subtract, box(flow.speed, size, "\(near).speed", &build), mean, "\(near).lost", &build)
      maps.append(coarse(call(.relu, lost, "\(near).incoherence", &build), pixels, near, &build))
    }
    maps.append(change(flow.unexplained, "unexplained", &build))
    maps.append(change(sums.tt, "change", &build))
    return maps
  }

  /// Products of derivatives, averaged over windows: [N, T - 1, H - 1, W - 1].
  private struct Sums {
    var xx, xy, yy, xt, yt, tt: Value
  }

  private func sums(_ frames: Value, _ build: inout GraphBuilder) -> Sums {
    // Each derivative is the mean of four differences along the edges of a cube of 2x2x2 pixels.
    let pairs = (frames.shape[1].size ?? 1) - 1
    let change = call(.difference(axis: 1), frames, "change.all", &build)
    let later = call(.last(pairs, axis: 1), frames, "later", &build)
    let between = call(.add, later, call(.scale(-0.5), change, "change.half", &build), "between", &build)
    let x = call(
      .averagePool(Window([2, 1])), call(.difference(axis: 3), between, "dx.all", &build), "dx", &build)
    let y = call(
      .averagePool(Window([1, 2])), call(.difference(axis: 2), between, "dy.all", &build), "dy", &build)
    let t = call(.averagePool(Window([2, 2])), change, "dt", &build)
    func sum(_ a: Value, _ b: Value, _ name: String) -> Value {
      box(call(.multiply, a, b, "\(name).product", &build), FlowStatistics.window, name, &build)
    }
    return Sums(
      xx: sum(x, x, "xx"), xy: sum(x, y, "xy"), yy: sum(y, y, "yy"), xt: sum(x, t, "xt"), yt: sum(y, t, "yt"),
      tt: sum(t, t, "tt"))
  }

  /// The flow (x, y) that explains most of the change within a window, its speed, both clipped to the fastest, and the mean square of the
  /// remaining change.
  private func flow(
    _ sums: Sums, _ build: inout GraphBuilder
  ) -> (x: Value, y: Value, speed: Value, unexplained: Value) {
    let a = call(.offset(FlowStatistics.regularization), sums.xx, "xx.regular", &build)
    let c = call(.offset(FlowStatistics.regularization), sums.yy, "yy.regular", &build)
    func difference(_ p: (Value, Value), _ q: (Value, Value), _ name: String) -> Value {
      call(
        .subtract, call(.multiply, p.0, p.1, "\(name).first", &build),
        call(.multiply, q.0, q.1, "\(name).second", &build), name, &build)
    }
    let determinant = difference((a, c), (sums.xy, sums.xy), "determinant")
    let x = call(
      .divide, difference((sums.xy, sums.yt), (c, sums.xt), "x.numerator"), determinant, "x", &build)
    let y = call(
      .divide, difference((sums.xy, sums.xt), (a, sums.yt), "y.numerator"), determinant, "y", &build)
    let explained = call(
      .add, call(.multiply, x, sums.xt, "x.explained", &build),
      call(.multiply, y, sums.yt, "y.explained", &build),
      "explained", &build)
    let left = call(.relu, call(.add, sums.tt, explained, "left", &build), "unexplained.square", &build)
    // max(speed, fastest), the divisor of flow.
    let speed = magnitude(x, y, "speed.uncut", &build)
    let above = call(
      .relu, call(.offset(-FlowStatistics.fastest), speed, "speed.above", &build), "above", &build)
    let limit = call(.offset(FlowStatistics.fastest), above, "limit", &build)
    func cut(_ value: Value, _ name: String) -> Value {
      call(
        .scale(FlowStatistics.fastest), call(.divide, value, limit, "\(name).share", &build), "\(name).cut",
        &build)
    }
    return (cut(x, "x"), cut(y, "y"), cut(speed, "speed"), left)
  }

  /// sqrt(x^2 + y^2), plus a little so that it has a slope at 0.
  private func magnitude(_ x: Value, _ y: Value, _ name: String, _ build: inout GraphBuilder) -> Value {
    let square = call(
      .add, call(.multiply, x, x, "\(name).xx", &build), call(.multiply, y, y, "\(name).yy", &build),
      "\(name).square", &build)
    return call(.squareRoot, call(.offset(1e-6), square, "\(name).positive", &build), name, &build)
  }

  /// The root of a mean square of change, in eighths of the 256 levels of grey.
  private func change(_ square: Value, _ name: String, _ build: inout GraphBuilder) -> Map {
    let positive = call(.offset(1e-9), square, "\(name).positive", &build)
    return coarse(call(.squareRoot, positive, "\(name).root", &build), 57.375 / 8, name, &build)
  }

  /// The mean over a window, in two passes of one axis each.
  private func box(_ x: Value, _ size: Int, _ name: String, _ build: inout GraphBuilder) -> Value {
    let half = size / 2
    let rows = call(.averagePool(Window([1, size], padding: [0, half])), x, "\(name).rows", &build)
    return call(.averagePool(Window([size, 1], padding: [half, 0])), rows, name, &build)
  }

  /// A full-size map averaged over small squares.
  private func coarse(_ map: Value, _ factor: Double, _ name: String, _ build: inout GraphBuilder) -> Map {
    let side = max(1, 4 >> level)
    guard side > 1 else { return Map(value: map, factor: factor) }
    let small = call(.averagePool(Window([side, side], stride: [side, side])), map, "\(name).small", &build)
    return Map(value: small, factor: factor)
  }

  private func call(_ operation: Operation, _ x: Value, _ name: String, _ build: inout GraphBuilder) -> Value
  {
    build.apply(operation, x, name: "level\(level).\(name)")
  }

  private func call(
    _ operation: Operation, _ x: Value, _ y: Value, _ name: String, _ build: inout GraphBuilder
  ) -> Value {
    build.apply(operation, x, y, name: "level\(level).\(name)")
  }
}
