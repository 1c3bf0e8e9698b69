"""What Aftercare would have told: past orders played at their own times, in memory."""
