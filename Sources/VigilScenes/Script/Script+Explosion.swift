import VigilCore

extension Script {
  /// A parked car or a bin blows up and burns; people run away.
  mutating func addExplosion(from start: Float, to end: Float) {
    let place: Vector2
    switch world.place {
    case .street:
      place = centre(ofRowAt: 16) + Vector2(random.uniform(-2.5...2.5), 0.1)
      world.parked.append(
        ParkedCar(body: VehicleBody(&random), position: place, heading: random.chance(0.5) ? 0 : .pi))
    case .square:
      place = centre(ofRowAt: 13) + Vector2(random.uniform(-2.5...2.5), random.uniform(-1...1))
      world.boxes.append(
        World.Box(
          low: (place - 0.4).at(0), high: (place + 0.4).at(1.1), surface: .plain(Color(hex: 0x3B4A3F))))
    case .carPark:
      let seen = world.parked.filter { camera.sees($0.position, margin: 0.25) }
      if let car = seen.isEmpty ? nil : random.pick(seen) {
        place = car.position
      } else {
        place = centre(ofRowAt: 18.4)
        world.parked.append(ParkedCar(body: VehicleBody(&random), position: place, heading: .pi / 2))
      }
    }
    clearRoad(from: start - 0.4, to: end + 1)
    let fire = Blast(
      place: place - Vector2(0, 0.7), start: start, end: end, seed: random.index(below: 1 << 20))
    others.append(fire)
    blast = fire
    flee(from: place, at: start, until: end)
  }
}
