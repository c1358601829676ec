import VigilCore

/// The static world: ground, houses, lamps, trees, parked cars, and where people and vehicles usually go.
struct World: Sendable {
  /// A box-shaped object: a house, a bench, a kiosk.
  struct Box: Sendable {
    enum Surface: Sendable {
      case house(wall: Color, floors: Int, seed: Int)
      case plain(Color)
      case hedge
    }
    var low: Vector3
    var high: Vector3
    var surface: Surface
  }

  /// A strip that people walk along, both ways.
  struct Walkway: Sendable {
    var start: Vector2
    var end: Vector2
    /// How far people spread to the sides.
    var halfWidth: Float
  }

  /// A one-way lane for vehicles.
  struct Lane: Sendable {
    var start: Vector2
    var end: Vector2
    /// Metres per second.
    var speed: Float
  }

  let place: Place
  let weather: Weather
  var boxes: [Box] = []
  var walkways: [Walkway] = []
  var lanes: [Lane] = []
  var lampPosts: [Vector2] = []
  var trees: [Tree] = []
  var parked: [ParkedCar] = []
  /// Where people may stand, meet and fight.
  var meetingPlaces: [Vector2] = []

  /// The height of lamps.
  static let lampHeight: Float = 5.6
  /// How far the world extends to the left and right.
  static let reach: Float = 34

  init(_ place: Place, weather: Weather, random: inout SplitMix64) {
    self.place = place
    self.weather = weather
    addHouses(frontAt: place == .street ? 21 : 27, &random)
    switch place {
    case .street: addStreet(&random)
    case .square: addSquare(&random)
    case .carPark: addCarPark(&random)
    }
  }

  private mutating func addHouses(frontAt front: Float, _ random: inout SplitMix64) {
    let walls: [UInt32] = [0xB8A890, 0x9A6B55, 0xC9C3B4, 0x8C8F94, 0xA88F6A, 0xD2C6AE, 0x7D6A5C]
    var left = -World.reach - 20
    while left < World.reach + 20 {
      let width = random.uniform(9...17)
      let floors = 2 + random.index(below: 4)
      boxes.append(
        Box(
          low: Vector3(left, front + random.uniform(0...0.8), 0),
          high: Vector3(left + width - (random.chance(0.15) ? 3 : 0), front + 12, Float(floors) * 3.2 + 1),
          surface: .house(
            wall: Color(hex: random.pick(walls)) * random.uniform(0.8...1.05), floors: floors,
            seed: random.index(below: 100_000))))
      left += width
    }
  }

  private mutating func addStreet(_ random: inout SplitMix64) {
    walkways = [
      Walkway(start: Vector2(-World.reach, 5.4), end: Vector2(World.reach, 5.4), halfWidth: 2.2),
      Walkway(start: Vector2(-World.reach, 19), end: Vector2(World.reach, 19), halfWidth: 1.3),
    ]
    addLanes(near: 10.8, far: 14.9, speed: random.uniform(6.5...9.5))
    lampPosts = [-21, -7, 7, 21].map { Vector2($0 + random.uniform(-2...2), 17.5) }
    for x in stride(from: Float(-18), through: 18, by: 9) where random.chance(0.4) {
      trees.append(Tree(at: Vector2(x + random.uniform(-2...2), 17.8), &random))
    }
    meetingPlaces = spots(x: -5...5, y: 4...7, &random)
    addBench(at: Vector2(random.uniform(-6...6), 18.2))
  }

  private mutating func addSquare(_ random: inout SplitMix64) {
    for y: Float in [5, 9.5, 14, 19, 23] {
      walkways.append(
        Walkway(
          start: Vector2(-World.reach, y), end: Vector2(World.reach, y + random.uniform(-3...3)),
          halfWidth: 1.8))
    }
    for _ in 0..<2 {
      let x = random.uniform(8...16)
      walkways.append(
        Walkway(start: Vector2(-x - 16, 2), end: Vector2(x, 26), halfWidth: 1.2))
    }
    lampPosts = [Vector2(-9, 16), Vector2(8, 16.5), Vector2(-2, 24), Vector2(15, 24), Vector2(-17, 23)]
    for x in stride(from: Float(-16), through: 16, by: 8) where random.chance(0.75) {
      trees.append(Tree(at: Vector2(x + random.uniform(-1...1), 24.6), &random))
    }
    for x: Float in [-7.5, 6] {
      boxes.append(
        Box(
          low: Vector3(x - 1.6, 16.6, 0), high: Vector3(x + 1.6, 18.2, 0.55),
          surface: .plain(Color(hex: 0x9B958A))))
      boxes.append(
        Box(low: Vector3(x - 1.4, 16.8, 0.5), high: Vector3(x + 1.4, 18, 0.95), surface: .hedge))
    }
    addBench(at: Vector2(-1.2, 17.5))
    meetingPlaces = spots(x: -5...5, y: 4...8.5, &random)
  }

  private mutating func addCarPark(_ random: inout SplitMix64) {
    walkways = [
      Walkway(start: Vector2(-World.reach, 5), end: Vector2(World.reach, 5), halfWidth: 1.8),
      Walkway(start: Vector2(-World.reach, 24.6), end: Vector2(World.reach, 24.6), halfWidth: 0.9),
    ]
    addLanes(near: 10.6, far: 14.2, speed: random.uniform(3.5...5))
    var x: Float = -23.4
    while x < 24 {
      if random.chance(0.68) {
        parked.append(
          ParkedCar(
            body: VehicleBody(&random), position: Vector2(x + random.uniform(-0.15...0.15), 19.6),
            heading: (random.chance(0.5) ? 1 : -1) * .pi / 2 + random.uniform(-0.04...0.04)))
      }
      x += 2.6
    }
    lampPosts = [-16, -4, 8, 20].map { Vector2($0 + random.uniform(-2...2), 23.2) }
    boxes.append(
      Box(low: Vector3(-World.reach, 7.5, 0), high: Vector3(-9, 8.3, 0.8), surface: .hedge))
    boxes.append(
      Box(low: Vector3(8, 7.5, 0), high: Vector3(World.reach, 8.3, 0.8), surface: .hedge))
    for x: Float in [-14, 1, 15] where random.chance(0.7) {
      trees.append(Tree(at: Vector2(x + random.uniform(-2...2), 25.8), &random))
    }
    meetingPlaces = spots(x: -5...5, y: 4...6.5, &random) + [Vector2(random.uniform(-4...4), 12.4)]
  }

  private mutating func addLanes(near: Float, far: Float, speed: Float) {
    lanes = [
      Lane(start: Vector2(-World.reach - 6, near), end: Vector2(World.reach + 6, near), speed: speed),
      Lane(start: Vector2(World.reach + 6, far), end: Vector2(-World.reach - 6, far), speed: speed),
    ]
  }

  private mutating func addBench(at place: Vector2) {
    boxes.append(
      Box(
        low: Vector3(place.x - 0.9, place.y, 0.38), high: Vector3(place.x + 0.9, place.y + 0.45, 0.46),
        surface: .plain(Color(hex: 0x6B4E34))))
    boxes.append(
      Box(
        low: Vector3(place.x - 0.9, place.y + 0.4, 0.45), high: Vector3(place.x + 0.9, place.y + 0.47, 0.85),
        surface: .plain(Color(hex: 0x6B4E34))))
  }

  private func spots(
    x: ClosedRange<Float>, y: ClosedRange<Float>, _ random: inout SplitMix64
  ) -> [Vector2] {
    (0..<8).map { _ in Vector2(random.uniform(x), random.uniform(y)) }
  }
}

/// A car in a bay.
struct ParkedCar: Sendable {
  var body: VehicleBody
  var position: Vector2
  /// From the x axis, in radians.
  var heading: Float
}
