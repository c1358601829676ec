extension World {
  /// Objects painted into the static picture: lamp posts and parked cars, which hide what passes behind them.
  var furniture: [Appearance] {
    let posts = lampPosts.map { post in
      let top = post.at(World.lampHeight)
      let arm = top + Vector3(0, -0.9, 0.15)
      let iron = Color(grey: 0.22)
      return Appearance(
        place: post.at(0),
        shapes: [
          .limb(from: post.at(0), to: top, radii: (0.09, 0.06), color: iron),
          .limb(from: top, to: arm, radii: (0.05, 0.05), color: iron),
          .limb(from: arm, to: arm + Vector3(0, -0.35, 0), radii: (0.10, 0.08), color: Color(grey: 0.5)),
        ])
    }
    let cars = parked.map { car in
      Appearance(
        place: car.position.at(0),
        shapes: car.body.shapes(at: car.position, heading: car.heading, lights: false, isBraking: false))
    }
    return posts + cars
  }

  /// The positions of the lamps: those in the picture, and those behind the camera.
  var lamps: [Vector3] {
    lampPosts.map { $0.at(World.lampHeight) + Vector3(0, -1, 0) }
      + [Vector3(-10, 2, 6.5), Vector3(2.5, 1, 6.5), Vector3(15, 2, 6.5)]
  }
}
