from ops.simulation.world import World


def test_the_whole_story_runs(world: World) -> None:
    world.staffed().order()
    world.ships()
    world.late()
    world.complains()
    world.press("case_claim")
    world.reply()
    world.press("case_resolve")
    world.tick(hours=24)
    assert world.email.kinds() == ["order_received", "order_shipped", "late_parcel", "solved_question"]
    assert world.social.kinds() == ["agent_reply"]
    assert world.case.state == "resolved"
    assert world.tally("case_opened") == 1
