"""The territories of France, dated: communes, EPCI, syndicats, their facts and their history."""
